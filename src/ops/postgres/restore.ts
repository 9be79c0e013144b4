import {hostname} from 'node:os'
import {BackupDamagedError} from '../backup/errors.js'
import type {DecryptWith} from '../backup/encryption.js'
import type {CountedDatabase} from '../backup/manifest.js'
import type {Repository, UsableBackup} from '../backup/repository.js'
import {OpsAbortedError, OpsConflictError, OpsInputError, OpsNotFoundError} from '../errors.js'
import {
  BUILT_IN,
  clusterNames,
  endSessionsNamed,
  listDatabases,
  programVersion,
  serverVersion,
} from './inspect.js'
import {compareCounts, loadBackup} from './load.js'
import {keptName, newName, oldName} from './names.js'
import {execute, ident, psql} from './sql.js'
import {closeSql, dropSql, findTraces, openSql, renameAll, runAll, swapSql, undoRestore} from './swap.js'
import {invocation, wordsOf, type PostgresTarget} from './target.js'
import {inspectBackup} from './verify.js'

/** Stops and starts what uses the database. */
export interface ServiceHook {
  /** The exact commands, for --dry-run. */
  commands: {stop: string[]; start: string[]}
  stop(): Promise<void>
  /** Starts it and waits until it is healthy. */
  start(): Promise<void>
}

export interface RestoreOptions extends DecryptWith {
  target: PostgresTarget
  backup: UsableBackup
  repository: Repository
  /** Only these; all of the backup when absent. */
  databases?: readonly string[] | undefined
  keepOld?: boolean | undefined
  services?: ServiceHook | undefined
  signal?: AbortSignal | undefined
  onStep?: ((step: string) => void) | undefined
  onProgress?: ((bytes: number) => void) | undefined
}

/** One step of a restore: what `--dry-run` shows, and what is done. */
export interface RestoreStep {
  step: string
  commands: string[]
  run: () => Promise<void>
  /** The new database is in use: a failure from here on is no reason to go back. */
  afterwards?: boolean
}

export interface RestorePlan {
  backup: UsableBackup
  databases: string[]
  /** In the backup, but left alone: the databases every cluster has. */
  leftAlone: string[]
  /** What an interrupted restore has left; undone first. */
  interrupted: boolean
  steps: RestoreStep[]
}

const SESSION = 'bai restore '

/** Checks the backup to its last byte and makes the plan. Changes nothing. */
export async function planDatabaseRestore(options: RestoreOptions): Promise<RestorePlan> {
  const {target, backup} = options
  const found = await inspectBackup(backup, options.target, options)
  const inBackup = found.databases.filter(({name}) => name !== '').map(({name}) => name)
  const databases = (options.databases ?? inBackup).filter((name) => !BUILT_IN.includes(name))
  const missing = databases.find((name) => !inBackup.includes(name))
  if (missing !== undefined) {
    throw new OpsNotFoundError(`Backup ${backup.id} holds no database ${missing}.`, {
      hints: [`It holds: ${inBackup.join(', ')}.`],
    })
  }
  if (databases.length === 0) throw new OpsInputError(`Backup ${backup.id} holds no database to restore.`)
  await requireNewEnough(target, found.serverVersion)
  const traces = await findTraces(target)
  const interrupted = traces.loaded.length > 0 || traces.replaced.length > 0
  const live = new Set(
    (await listDatabases(target)).map(({name}) => name).filter((name) => databases.includes(name)),
  )
  // After an interrupted restore the old ones are back under their names before the first step.
  for (const name of traces.replaced) if (databases.includes(name)) live.add(name)
  const leftAlone = found.databases.filter(({name, tables}) => BUILT_IN.includes(name) && tables.length > 0)
  return {
    backup,
    databases,
    leftAlone: leftAlone.map(({name}) => name),
    interrupted,
    steps: stepsOf(options, {databases, live, counted: found.databases, interrupted}),
  }
}

/**
 * Carries a plan out. When a step fails, everything is undone: the old databases are under their names, open, and
 * the services run.
 */
export async function restoreDatabase(plan: RestorePlan, options: RestoreOptions): Promise<void> {
  const lock = await options.repository.lock('restore db')
  try {
    await refuseSecondRestore(options.target)
    for (const step of plan.steps) await runStep(step, plan, options)
  } finally {
    await lock.release()
  }
}

async function runStep(
  {step, run, afterwards}: RestoreStep,
  plan: RestorePlan,
  options: RestoreOptions,
): Promise<void> {
  try {
    if (options.signal?.aborted && !afterwards) throw new OpsAbortedError('Interrupted.')
    options.onStep?.(step)
    await run()
  } catch (error) {
    if (afterwards) throw error
    options.onStep?.('undo: the old databases come back')
    try {
      await abortDatabaseRestore({...options, databases: plan.databases})
    } catch (second) {
      options.onStep?.(`undo failed: ${wordsOf(second)}; run \`bai ops restore db --abort\``)
    }
    throw error
  }
}

/** Ends an interrupted restore: the old databases come back under their names, open for connections. */
export async function abortDatabaseRestore(
  options: Pick<RestoreOptions, 'target' | 'databases' | 'services'>,
): Promise<{undone: string[]}> {
  const traces = await undoRestore(options.target, options.databases ?? [])
  await options.services?.start()
  return {undone: [...new Set([...traces.loaded, ...traces.replaced, ...traces.closed])]}
}

interface Facts {
  databases: string[]
  live: ReadonlySet<string>
  counted: readonly CountedDatabase[]
  interrupted: boolean
}

function stepsOf(options: RestoreOptions, facts: Facts): RestoreStep[] {
  const {target, services} = options
  const {databases, live} = facts
  const present = databases.filter((name) => live.has(name))
  const sqlStep = (step: string, commands: string[], run = () => runAll(target, commands)): RestoreStep[] =>
    commands.length > 0 ? [{step, commands, run}] : []
  const now = new Date()
  const keep = present.flatMap((name) => [
    `ALTER DATABASE ${ident(oldName(name))} RENAME TO ${ident(keptName(name, now))};`,
    ...openSql([keptName(name, now)]),
  ])
  const swap = swapSql(databases, live)
  return [
    ...(facts.interrupted
      ? [
          {
            step: 'undo the interrupted restore',
            commands: [],
            run: async () => void (await undoRestore(target, databases)),
          },
        ]
      : []),
    ...serviceStep('stop the services', services?.commands.stop, services && (() => services.stop())),
    ...sqlStep('close the databases to connections', closeSql(present)),
    loadStep(options, facts),
    {
      step: 'compare tables and rows with the backup',
      commands: [],
      run: () => compareCounts(target, databases, facts.counted),
    },
    ...sqlStep('swap old and new', swap, () =>
      renameAll(target, swap, [...databases, ...databases.map(newName)]),
    ),
    ...serviceStep(
      'start the services, wait for health',
      services?.commands.start,
      services && (() => services.start()),
    ),
    ...sqlStep(
      `${options.keepOld ? 'keep' : 'drop'} the old databases`,
      options.keepOld ? keep : dropSql(present.map(oldName)),
    ).map((step) => ({...step, afterwards: true})),
  ]
}

function serviceStep(
  step: string,
  commands: string[] | undefined,
  run: (() => Promise<void>) | undefined,
): RestoreStep[] {
  return run ? [{step, commands: commands ?? [], run}] : []
}

function loadStep(options: RestoreOptions, {databases}: Facts): RestoreStep {
  const {target} = options
  const sessionName = `${SESSION}${hostname().slice(0, 30)}:${process.pid}`
  const {words} = invocation(target, psql(target, 'postgres'))
  return {
    step: `load ${databases.map((name) => `${name} as ${newName(name)}`).join(', ')}`,
    commands: [target.host.commandLine(words)],
    run: async () => {
      await runAll(target, dropSql(databases.map(newName)))
      await loadBackup({
        ...options,
        databases: new Set(databases),
        sessionName,
        cluster: await clusterNames(target),
      })
    },
  }
}

/** A dump cannot be loaded into an older server. */
async function requireNewEnough(target: PostgresTarget, dumped: string | undefined): Promise<void> {
  const server = await serverVersion(target)
  await programVersion(target, 'psql')
  if (Number.parseInt(server, 10) >= Number.parseInt(dumped ?? '0', 10)) return
  throw new BackupDamagedError(
    `The backup is of PostgreSQL ${dumped}; this server is ${server}, which is older.`,
    {
      hints: ['Restore into a server of the same or a newer major version.'],
    },
  )
}

/** Another restore's sessions: refused when its process may live, ended when it is known to be gone. */
async function refuseSecondRestore(target: PostgresTarget): Promise<void> {
  const sql = `SELECT DISTINCT application_name FROM pg_stat_activity WHERE starts_with(application_name, '${SESSION}');`
  const names = (await execute(target, 'postgres', sql)).split('\n').filter((line) => line !== '')
  const alive = names.find((name) => !isGone(name))
  if (alive === undefined) return endSessionsNamed(target, SESSION)
  throw new OpsConflictError(
    `Another restore into this server is running (${alive.slice(SESSION.length)}).`,
    {
      hints: ['Wait for it to end. If it is dead, end its sessions in pg_stat_activity.'],
    },
  )
}

function isGone(sessionName: string): boolean {
  const [host, pid] = sessionName.slice(SESSION.length).split(':')
  if (host !== hostname().slice(0, 30)) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch {
    return true
  }
}
