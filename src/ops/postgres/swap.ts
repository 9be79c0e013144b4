import {setTimeout as delay} from 'node:timers/promises'
import {OpsConflictError} from '../errors.js'
import {endSessionsSql, listDatabases, MAINTENANCE} from './inspect.js'
import {newName, oldName, readName} from './names.js'
import {execute, ident} from './sql.js'
import {PostgresFailedError, type PostgresTarget} from './target.js'

/** Sessions may need a moment to end after they were told to. */
const RENAME_TRIES = 10
const RENAME_PAUSE_MS = 500

/** What a restore has left in the cluster: the names of the databases are its journal. */
export interface RestoreTraces {
  /** Loaded, perhaps only in part. */
  loaded: string[]
  /** Replaced ones that wait. */
  replaced: string[]
  /** Databases that do not accept connections. */
  closed: string[]
}

/** Reads what a restore, finished or killed, has left. */
export async function findTraces(target: PostgresTarget): Promise<RestoreTraces> {
  const databases = await listDatabases(target)
  const named = databases.map(({name}) => readName(name))
  return {
    loaded: named.flatMap((it) => (it?.state === 'new' ? [it.database] : [])),
    replaced: named.flatMap((it) => (it?.state === 'old' ? [it.database] : [])),
    closed: databases.filter(({name, open}) => !open && !readName(name)).map(({name}) => name),
  }
}

/** Statements that let nobody in any more. In this order: a client that reconnects at once must find it closed. */
export function closeSql(databases: readonly string[]): string[] {
  if (databases.length === 0) return []
  return [
    ...databases.map((name) => `ALTER DATABASE ${ident(name)} ALLOW_CONNECTIONS false;`),
    endSessionsSql(databases),
  ]
}

export function openSql(databases: readonly string[]): string[] {
  return databases.map((name) => `ALTER DATABASE ${ident(name)} ALLOW_CONNECTIONS true;`)
}

/** One transaction: whoever looks, or is killed, finds either the old or the new databases under their names. */
export function swapSql(databases: readonly string[], live: ReadonlySet<string>): string[] {
  const renames = databases.flatMap((name) => [
    ...(live.has(name) ? [`ALTER DATABASE ${ident(name)} RENAME TO ${ident(oldName(name))};`] : []),
    `ALTER DATABASE ${ident(newName(name))} RENAME TO ${ident(name)};`,
  ])
  return ['BEGIN;', ...renames, 'COMMIT;']
}

export function dropSql(names: readonly string[]): string[] {
  return names.map((name) => `DROP DATABASE IF EXISTS ${ident(name)} WITH (FORCE);`)
}

/** Runs statements one after the other. */
export async function runAll(target: PostgresTarget, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await execute(target, MAINTENANCE, statements.join('\n'))
}

/** Runs renames; sessions on any of the names are ended before each try. */
export async function renameAll(
  target: PostgresTarget,
  statements: readonly string[],
  databases: readonly string[],
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await execute(target, MAINTENANCE, [endSessionsSql(databases), ...statements].join('\n')).then(
        () => undefined,
      )
    } catch (error) {
      const isBusy =
        error instanceof PostgresFailedError && /being accessed by other users/.test(error.stderr)
      if (!isBusy) throw error
      if (tries >= RENAME_TRIES) throw busyError(databases, error)
      await delay(RENAME_PAUSE_MS)
    }
  }
}

/**
 * Undoes a restore wherever it stopped: replaced databases come back under their names, loaded ones go, and everything
 * is open again. Doing it twice does no harm.
 */
export async function undoRestore(
  target: PostgresTarget,
  mustBeOpen: readonly string[],
): Promise<RestoreTraces> {
  const traces = await findTraces(target)
  if (traces.replaced.length > 0) {
    const present = new Set((await listDatabases(target)).map(({name}) => name))
    const restored = traces.replaced.filter((name) => present.has(name))
    await runAll(target, closeSql(restored))
    await runAll(target, dropSql(restored.map(newName)))
    const back = traces.replaced.flatMap((name) => [
      ...(present.has(name) ? [`ALTER DATABASE ${ident(name)} RENAME TO ${ident(newName(name))};`] : []),
      `ALTER DATABASE ${ident(oldName(name))} RENAME TO ${ident(name)};`,
      `ALTER DATABASE ${ident(name)} ALLOW_CONNECTIONS true;`,
    ])
    const involved = traces.replaced.flatMap((name) => [name, oldName(name), newName(name)])
    await renameAll(target, ['BEGIN;', ...back, 'COMMIT;'], involved)
  }
  const after = await findTraces(target)
  await runAll(target, dropSql(after.loaded.map(newName)))
  await runAll(
    target,
    openSql(after.closed.filter((name) => mustBeOpen.includes(name) || traces.loaded.includes(name))),
  )
  return traces
}

function busyError(databases: readonly string[], cause: unknown): OpsConflictError {
  return new OpsConflictError(
    `${databases.join(', ')} cannot be renamed: sessions or prepared transactions hold it.`,
    {
      hints: ['See pg_stat_activity and pg_prepared_xacts, then run the restore again.'],
      cause,
    },
  )
}
