import {checkSizes} from '../backup/payload.js'
import {BackupDamagedError} from '../backup/errors.js'
import type {BackupKind, Manifest} from '../backup/manifest.js'
import {isUsable, type BackupRecord, type Repository} from '../backup/repository.js'
import {readStatus} from '../backup/status.js'
import {OpsError} from '../errors.js'

/** A backup as a list shows it. */
export interface BackupLine {
  id: string
  kind: BackupKind
  path: string
  createdAt: Date
  /** By manifest and file sizes; `verify` reads the files. */
  state: 'good' | 'damaged'
  /** What is wrong with it. */
  problem: string | null
  manifest: Manifest | null
}

/** The last good backup of a kind is too old, or there is none. */
export class BackupTooOldError extends OpsError {
  readonly code = 'CHECK_FAILED'
}

/** All backups, newest first. Rejects with `OpsNotFoundError` when there is no such folder. */
export async function listBackups(repository: Repository, kind?: BackupKind): Promise<BackupLine[]> {
  const records = await repository.list(kind)
  return Promise.all(records.map(lineOf))
}

/**
 * Whether the last good backup of each kind is young enough: of the kind asked for, else of each that was ever made
 * or tried here. @throws BackupTooOldError
 */
export async function requireFresh(
  repository: Repository,
  lines: readonly BackupLine[],
  {maxAgeMs, kind, now}: {maxAgeMs: number; kind?: BackupKind | undefined; now: Date},
): Promise<void> {
  const status = await readStatus(repository.dir)
  const seen = (['db', 'etcd'] as const).filter((it) => status[it] || lines.some((line) => line.kind === it))
  const wanted = kind !== undefined ? [kind] : seen
  if (wanted.length === 0) {
    throw new BackupTooOldError(`There is no backup in ${repository.dir}.`, {hints: [RUN]})
  }
  for (const one of wanted) {
    const newest = lines.find((line) => line.kind === one && line.state === 'good')
    if (newest && now.getTime() - newest.createdAt.getTime() <= maxAgeMs) continue
    const last = status[one]?.lastAttempt
    const failed = last && !last.ok ? [`The last try, at ${last.at}, failed: ${last.error ?? ''}`] : []
    const what = newest ? `is of ${newest.createdAt.toISOString()}` : 'does not exist'
    throw new BackupTooOldError(`The last good ${one} backup ${what}.`, {hints: [...failed, RUN]})
  }
}

const RUN = 'Run `bai ops backup all`, and see why the schedule did not.'

async function lineOf(record: BackupRecord): Promise<BackupLine> {
  const {id, dir, createdAt} = record
  const common = {id, kind: record.kind, path: dir, createdAt}
  if (!isUsable(record)) {
    return {...common, state: 'damaged', problem: record.problem?.message ?? null, manifest: null}
  }
  const problem = await checkSizes(record).then(() => null, damageOf)
  return {...common, state: problem === null ? 'good' : 'damaged', problem, manifest: record.manifest}
}

function damageOf(error: unknown): string {
  if (error instanceof BackupDamagedError) return error.message
  throw error
}
