import type {DecryptWith} from '../backup/encryption.js'
import {isFile} from '../backup/reference.js'
import type {Repository, UsableBackup} from '../backup/repository.js'
import {OpsInputError} from '../errors.js'
import {readDumpFile} from '../postgres/dump-file.js'
import {openPostgres, type PostgresChoice} from '../postgres/open.js'
import {
  abortDatabaseRestore,
  planDatabaseRestore,
  restoreDatabase,
  type RestoreOptions,
  type RestorePlan,
} from '../postgres/restore.js'
import {isClean, type RestoreTraces} from '../postgres/swap.js'
import type {Progress} from '../progress.js'
import type {SiteHosts} from '../site/hosts.js'
import {managerHook} from './manager.js'

/** What is restored, into which server, and what becomes of the databases that are there. */
export interface DatabaseRestoreOptions extends DecryptWith {
  /** Absent when a file is given that lies in none. */
  repository: Repository | undefined
  postgres: PostgresChoice
  /** Only these databases of the backup. */
  databases?: readonly string[] | undefined
  keepOld: boolean
  /** Stop the manager before, start it after. */
  services: boolean
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  progress?: Progress | undefined
  /** Bytes of SQL loaded so far. */
  onProgress?: ((bytes: number) => void) | undefined
  warn: Progress
}

/** A restore that is ready to run. */
export interface PreparedRestore {
  plan: RestorePlan
  /** Carries the plan out. After any failure the old databases are back. */
  run: () => Promise<void>
}

/** Checks the backup to its last byte and makes the plan. Changes nothing. */
export async function prepareDatabaseRestore(
  hosts: SiteHosts,
  reference: string,
  options: DatabaseRestoreOptions,
): Promise<PreparedRestore> {
  const backup = await findBackup(reference, options)
  options.progress?.(`check ${backup.id}`)
  const restore: RestoreOptions = {
    ...options,
    backup,
    target: await openPostgres(hosts, options.postgres, options),
    services: options.services ? await managerHook(hosts, options) : undefined,
    onStep: options.progress,
  }
  const plan = await planDatabaseRestore(restore)
  return {plan, run: () => restoreDatabase(plan, restore)}
}

/** A backup by its id or `latest`, or the file that `pg_dumpall` wrote. */
async function findBackup(reference: string, options: DatabaseRestoreOptions): Promise<UsableBackup> {
  if (await isFile(reference)) {
    options.progress?.(`read ${reference}`)
    return readDumpFile(reference, options)
  }
  const backup = await options.repository?.find(reference, 'db')
  if (backup) return backup
  throw new OpsInputError(`${reference} is no file, and no folder for backups is known.`)
}

/** Undoes what a killed restore has left: the old databases come back, open, and the manager starts. */
export async function abortRestore(
  hosts: SiteHosts,
  options: Omit<DatabaseRestoreOptions, 'databases' | 'keepOld'>,
): Promise<RestoreTraces & {undone: boolean}> {
  const traces = await abortDatabaseRestore({
    repository: options.repository,
    target: await openPostgres(hosts, options.postgres, options),
    services: options.services ? await managerHook(hosts, options) : undefined,
  })
  return {...traces, undone: !isClean(traces)}
}
