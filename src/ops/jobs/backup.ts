import type {EncryptWith} from '../backup/encryption.js'
import type {BackupKind, Compression, Manifest} from '../backup/manifest.js'
import type {Repository, UsableBackup} from '../backup/repository.js'
import type {KeepRules} from '../backup/retention.js'
import {recordAttempt} from '../backup/status.js'
import {OpsError} from '../errors.js'
import {backupEtcd} from '../etcd/backup.js'
import {openSiteEtcd, type EtcdChoice} from '../etcd/open.js'
import {backupDatabase} from '../postgres/backup.js'
import {dumpLine, planDatabaseBackup} from '../postgres/backup-plan.js'
import {openPostgres, type PostgresChoice} from '../postgres/open.js'
import type {Progress} from '../progress.js'
import type {SiteHosts} from '../site/hosts.js'
import {hasRules, planPrune, removePruned} from './prune.js'

/** What is saved, where to, and how. */
export interface BackupOptions {
  repository: Repository
  postgres: PostgresChoice & {database?: string | undefined}
  etcd: EtcdChoice
  format?: 'plain' | 'custom' | undefined
  jobs?: number | undefined
  compression?: Compression | 'auto' | undefined
  encrypt?: EncryptWith | undefined
  /** Applied to each kind after its backup has succeeded. */
  keep: KeepRules
  baiVersion: string
  signal?: AbortSignal | undefined
  /** Longest wait for Docker's answers. */
  timeoutMs?: number | undefined
  progress?: Progress | undefined
  /** Bytes of SQL read so far. */
  onBytes?: ((bytes: number) => void) | undefined
  /** Keys read so far. */
  onKeys?: ((keys: number) => void) | undefined
}

/** How one backup ended. */
export interface BackupOutcome {
  kind: BackupKind
  outcome: 'done' | 'failed'
  id: string | null
  path: string | null
  seconds: number
  manifest: Manifest | null
  /** Older backups that the keep rules removed. */
  removed: readonly string[]
  error: string | null
  code: string | null
}

/** All that was tried, and the first thing that went wrong. */
export interface BackupReport {
  outcomes: BackupOutcome[]
  error: OpsError | undefined
}

/** What would be run, for --dry-run. */
export interface PlannedBackup {
  kind: BackupKind
  command: string
}

/** Makes backups one after the other; one that fails does not keep the next from being made. Rejects when interrupted. */
export async function runBackups(
  hosts: SiteHosts,
  kinds: readonly BackupKind[],
  options: BackupOptions,
): Promise<BackupReport> {
  const report: BackupReport = {outcomes: [], error: undefined}
  for (const kind of kinds) {
    const startedAt = Date.now()
    const seconds = (): number => Math.round((Date.now() - startedAt) / 100) / 10
    options.progress?.(`backup ${kind}`)
    try {
      const {id, dir, manifest} = await (kind === 'db' ? backupDb : backupKeys)(hosts, options)
      const made = {kind, id, path: dir, manifest, seconds: seconds()}
      const removed = await pruneAfter(kind, options)
      report.outcomes.push({...made, outcome: 'done', removed, error: null, code: null})
    } catch (error) {
      if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
      report.error ??= error
      report.outcomes.push(failed(kind, error, seconds()))
    }
  }
  return report
}

/** The commands and requests a backup would run. Changes nothing. */
export async function planBackups(
  hosts: SiteHosts,
  kinds: readonly BackupKind[],
  options: BackupOptions,
): Promise<PlannedBackup[]> {
  const planned: PlannedBackup[] = []
  for (const kind of kinds) {
    if (kind === 'db') {
      const target = await openPostgres(hosts, options.postgres, options)
      const plan = await planDatabaseBackup({...options, target, database: databaseOf(hosts, options)})
      planned.push(...plan.dumps.map((dump) => ({kind, command: dumpLine(target, dump)})))
      continue
    }
    const {client, prefix} = await openSiteEtcd(hosts, options.etcd)
    client.close()
    planned.push({kind, command: `etcd: read all keys below ${prefix} at ${client.endpoints.join(', ')}`})
  }
  return planned
}

async function backupDb(hosts: SiteHosts, options: BackupOptions): Promise<UsableBackup> {
  const target = await openPostgres(hosts, options.postgres, options).catch(noted('db', options))
  const database = databaseOf(hosts, options)
  return backupDatabase({...options, target, database, onProgress: options.onBytes})
}

async function backupKeys(hosts: SiteHosts, options: BackupOptions): Promise<UsableBackup> {
  const {client, prefix} = await openSiteEtcd(hosts, options.etcd).catch(noted('etcd', options))
  try {
    return await backupEtcd({...options, client, prefix})
  } finally {
    client.close()
  }
}

/** A failure before the backup begins stands in the status file as well. */
function noted(kind: BackupKind, {repository}: BackupOptions): (error: unknown) => Promise<never> {
  return async (error) => {
    await repository.prepare()
    await recordAttempt(repository.dir, kind, {at: new Date(), error}).catch(() => undefined)
    throw error
  }
}

function databaseOf(hosts: SiteHosts, {postgres}: BackupOptions): string {
  return postgres.database ?? hosts.site.postgres.database
}

async function pruneAfter(kind: BackupKind, options: BackupOptions): Promise<string[]> {
  if (!hasRules(options.keep)) return []
  const plan = await planPrune(options.repository, {...options, kinds: [kind], rules: options.keep})
  await removePruned(options.repository, plan)
  return plan.filter(({action}) => action === 'remove').map(({id}) => id)
}

function failed(kind: BackupKind, error: OpsError, seconds: number): BackupOutcome {
  const nothing = {id: null, path: null, manifest: null, removed: []}
  return {kind, outcome: 'failed', ...nothing, seconds, error: error.message, code: error.code}
}
