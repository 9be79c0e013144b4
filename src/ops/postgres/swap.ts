import {setTimeout as delay} from 'node:timers/promises'
import {OpsConflictError} from '../errors.js'
import {endSessionsSql, listDatabases, MAINTENANCE} from './inspect.js'
import {journalSql, readJournal} from './journal.js'
import {endName, keptName, newName, oldName, readName} from './names.js'
import {execute, ident} from './sql.js'
import {PostgresFailedError, type PostgresTarget} from './target.js'

/** Sessions may need a moment to end after they were told to. */
const RENAME_TRIES = 10
const RENAME_PAUSE_MS = 500

/** What a restore has left in the cluster: the names of the databases and the note of the closed ones tell it all. */
export interface RestoreTraces {
  /** Loaded, perhaps only in part. */
  loaded: string[]
  /** Replaced ones that wait. */
  replaced: string[]
  /** Replaced ones whose restore was finished but for dropping them. */
  ended: string[]
  /** Databases it has closed to connections. */
  closed: string[]
}

/** Reads what a restore, finished or killed, has left. */
export async function findTraces(target: PostgresTarget): Promise<RestoreTraces> {
  const named = (await listDatabases(target)).map(({name}) => readName(name))
  const inState = (state: 'new' | 'old' | 'end'): string[] =>
    named.flatMap((it) => (it?.state === state ? [it.database] : []))
  return {
    loaded: inState('new'),
    replaced: inState('old'),
    ended: inState('end'),
    closed: await readJournal(target),
  }
}

/** Whether there is anything to undo or to finish. */
export function isClean({loaded, replaced, ended, closed}: RestoreTraces): boolean {
  return loaded.length + replaced.length + ended.length + closed.length === 0
}

/** Statements that let nobody in any more. In this order: a client that reconnects at once must find it closed. */
export function closeSql(databases: readonly string[]): string[] {
  if (databases.length === 0) return []
  const close = databases.map((name) => `ALTER DATABASE ${ident(name)} ALLOW_CONNECTIONS false;`)
  return [...transaction([journalSql(databases), ...close]), endSessionsSql(databases)]
}

/** One transaction: whoever looks, or is killed, finds either the old or the new databases under their names. */
export function swapSql(databases: readonly string[], live: ReadonlySet<string>): string[] {
  return transaction(
    databases.flatMap((name) => [
      ...(live.has(name) ? [renameSql(name, oldName(name))] : []),
      renameSql(newName(name), name),
    ]),
  )
}

/** From here on there is no way back: the replaced databases are marked in one transaction, and then dropped. */
export function endSql(replaced: readonly string[]): string[] {
  const marks = replaced.map((name) => renameSql(oldName(name), endName(name)))
  return [...transaction([...marks, journalSql([])]), ...dropSql(replaced.map(endName))]
}

/** As `endSql`, but the replaced databases stay, open, under a name of their own. */
export function keepSql(replaced: readonly string[], at: Date): string[] {
  const kept = replaced.flatMap((name) => [
    renameSql(oldName(name), keptName(name, at)),
    openSql(keptName(name, at)),
  ])
  return transaction([...kept, journalSql([])])
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
      return await runAll(target, [endSessionsSql(databases), ...statements])
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
 * is open again. One that had only to drop the replaced ones is finished instead. Doing it twice does no harm.
 */
export async function undoRestore(target: PostgresTarget): Promise<RestoreTraces> {
  const traces = await findTraces(target)
  await runAll(target, dropSql(traces.ended.map(endName)))
  const {replaced, closed} = traces
  const present = new Set((await listDatabases(target)).map(({name}) => name))
  if (replaced.length > 0) {
    const both = replaced.filter((name) => present.has(name))
    await runAll(target, closeSql([...new Set([...closed, ...both])].filter((name) => present.has(name))))
    await runAll(target, dropSql(both.map(newName)))
    const back = replaced.flatMap((name) => [
      ...(present.has(name) ? [renameSql(name, newName(name))] : []),
      renameSql(oldName(name), name),
      openSql(name),
    ])
    const involved = replaced.flatMap((name) => [name, oldName(name), newName(name)])
    await renameAll(target, transaction(back), involved)
  }
  const after = await findTraces(target)
  const reopen = after.closed.filter((name) => present.has(name) || replaced.includes(name))
  await runAll(target, dropSql(after.loaded.map(newName)))
  if (after.closed.length > 0) await runAll(target, transaction([...reopen.map(openSql), journalSql([])]))
  return traces
}

function transaction(statements: readonly string[]): string[] {
  return ['BEGIN;', ...statements, 'COMMIT;']
}

function renameSql(from: string, to: string): string {
  return `ALTER DATABASE ${ident(from)} RENAME TO ${ident(to)};`
}

function openSql(database: string): string {
  return `ALTER DATABASE ${ident(database)} ALLOW_CONNECTIONS true;`
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
