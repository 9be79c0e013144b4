import type {DecryptWith} from '../backup/encryption.js'
import type {Repository} from '../backup/repository.js'
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

export interface DatabaseRestoreOptions extends DecryptWith {
  repository: Repository
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
  const {repository} = options
  const backup = await repository.find(reference, 'db')
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
