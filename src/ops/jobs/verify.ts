import type {DecryptWith} from '../backup/encryption.js'
import type {BackupKind} from '../backup/manifest.js'
import {isUsable, type BackupRecord, type Repository, type UsableBackup} from '../backup/repository.js'
import {OpsError, OpsNotFoundError} from '../errors.js'
import {readEtcdBackup} from '../etcd/backup.js'
import {openSiteEtcd, type EtcdChoice} from '../etcd/open.js'
import {tryEtcdRestore} from '../etcd/scratch.js'
import {openPostgres, type PostgresChoice} from '../postgres/open.js'
import {tryRestore} from '../postgres/scratch.js'
import type {PostgresTarget} from '../postgres/target.js'
import {inspectBackup} from '../postgres/verify.js'
import type {Progress} from '../progress.js'
import type {SiteHosts} from '../site/hosts.js'

export interface VerifyOptions extends DecryptWith {
  repository: Repository
  postgres: PostgresChoice
  etcd: EtcdChoice
  /** Really restores it, beside what is there, and removes it again. */
  scratch: boolean
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  progress?: Progress | undefined
}

/** What was found in one backup. */
export interface VerifyLine {
  id: string
  kind: BackupKind
  /** `failed`: it could not be looked at (no key, no server). */
  result: 'good' | 'damaged' | 'failed'
  tables: number | null
  rows: number | null
  keys: number | null
  problem: string | null
  code: string | null
}

/** What was found, and the first thing that is wrong. */
export interface VerifyReport {
  lines: VerifyLine[]
  error: OpsError | undefined
}

/**
 * The backups that are meant: `latest` of each kind that there is, `all`, or ids.
 * Rejects with `OpsNotFoundError` for an unknown id and where there is no backup at all.
 */
export async function chooseBackups(
  repository: Repository,
  references: readonly string[],
  kind: BackupKind | undefined,
): Promise<BackupRecord[]> {
  const records = await repository.list(kind)
  const chosen = references.flatMap((reference) => {
    if (reference === 'all') return records
    if (reference === 'latest') return newestOfEach(records)
    const found = records.find(({id}) => id === reference)
    if (found) return [found]
    throw new OpsNotFoundError(`There is no backup ${reference} in ${repository.dir}.`, {
      hints: [`See \`bai ops backup list --dir ${repository.dir}\`.`],
    })
  })
  if (chosen.length > 0) return [...new Set(chosen)]
  throw new OpsNotFoundError(`There is no backup in ${repository.dir}.`, {
    hints: ['Make one with `bai ops backup all`.'],
  })
}

/** Reads backups to their last byte; with `scratch`, restores them as well. Rejects only when interrupted. */
export async function verifyBackups(
  hosts: SiteHosts,
  records: readonly BackupRecord[],
  options: VerifyOptions,
): Promise<VerifyReport> {
  const report: VerifyReport = {lines: [], error: undefined}
  for (const record of records) {
    options.progress?.(`verify ${record.id}${options.scratch ? ', with a trial restore' : ''}`)
    const counts = countsOf(record)
    try {
      await verify(hosts, record, options)
      report.lines.push({...counts, result: 'good', problem: null, code: null})
    } catch (error) {
      if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
      report.error ??= error
      const result = error.code === 'CHECK_FAILED' ? 'damaged' : 'failed'
      report.lines.push({...counts, result, problem: error.message, code: error.code})
    }
  }
  return report
}

function newestOfEach(records: readonly BackupRecord[]): BackupRecord[] {
  return (['db', 'etcd'] as const).flatMap((kind) => {
    const newest = records.find((record) => record.kind === kind)
    return newest ? [newest] : []
  })
}

async function verify(hosts: SiteHosts, record: BackupRecord, options: VerifyOptions): Promise<void> {
  if (!isUsable(record)) throw record.problem ?? new OpsNotFoundError(`${record.id} has no manifest.`)
  if (record.kind === 'etcd') return verifyEtcd(hosts, record, options)
  const target = await targetFor(hosts, record, options)
  await inspectBackup(record, target, options)
  if (options.scratch && target) await tryRestore({...options, target, backup: record})
}

/** A dump in SQL is read without any server; an archive needs the programs that stand beside one. */
async function targetFor(
  hosts: SiteHosts,
  {manifest}: UsableBackup,
  options: VerifyOptions,
): Promise<PostgresTarget | undefined> {
  if (!options.scratch && manifest.database?.dumpFormat === 'plain') return undefined
  return openPostgres(hosts, options.postgres, options)
}

async function verifyEtcd(hosts: SiteHosts, record: UsableBackup, options: VerifyOptions): Promise<void> {
  const entries = await readEtcdBackup(record, options)
  if (!options.scratch) return
  const {client} = await openSiteEtcd(hosts, options.etcd)
  try {
    await tryEtcdRestore(client, entries, options)
  } finally {
    client.close()
  }
}

function countsOf(record: BackupRecord): Pick<VerifyLine, 'id' | 'kind' | 'tables' | 'rows' | 'keys'> {
  const tables = record.manifest?.database?.databases.flatMap((database) => database.tables)
  return {
    id: record.id,
    kind: record.kind,
    tables: tables?.length ?? null,
    rows: tables?.reduce((sum, {rows}) => sum + rows, 0) ?? null,
    keys: record.manifest?.etcd?.keys ?? null,
  }
}
