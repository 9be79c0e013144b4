import {BackupDamagedError} from '../backup/errors.js'
import type {DecryptWith} from '../backup/encryption.js'
import type {CountedDatabase} from '../backup/manifest.js'
import type {Repository, UsableBackup} from '../backup/repository.js'
import {OpsAbortedError, OpsInputError, OpsNotFoundError} from '../errors.js'
import {BUILT_IN, clusterNames, listDatabases, programVersion, serverVersion} from './inspect.js'
import {compareCounts, loadBackup} from './load.js'
import {keptName, newName} from './names.js'
import {refuseSecondRestore, restoreSession} from './sessions.js'
import {psql} from './sql.js'
import {
  closeSql,
  dropSql,
  endSql,
  findTraces,
  isClean,
  keepSql,
  renameAll,
  runAll,
  swapSql,
  undoRestore,
  type RestoreTraces,
} from './swap.js'
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
  /** Its lock keeps a backup from running meanwhile; absent for a file that lies in none. */
  repository?: Repository | undefined
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
  /** Carries it out. */
  run: () => Promise<void>
  /** The new database is in use: a failure from here on is no reason to go back. */
  afterwards?: boolean
}

/** What a restore will do: what `--dry-run` shows, and what the real run carries out. */
export interface RestorePlan {
  backup: UsableBackup
  databases: string[]
  /** In the backup, but left alone: the databases every cluster has. */
  leftAlone: string[]
  /** Names under which replaced databases stay. */
  kept: string[]
  /** What an interrupted restore has left; undone first. */
  interrupted: boolean
  steps: RestoreStep[]
}

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
  const interrupted = !isClean(traces)
  const live = new Set(
    (await listDatabases(target)).map(({name}) => name).filter((name) => databases.includes(name)),
  )
  // After an interrupted restore the old ones are back under their names before the first step.
  for (const name of traces.replaced) if (databases.includes(name)) live.add(name)
  const at = new Date()
  const leftAlone = found.databases.filter(({name, tables}) => BUILT_IN.includes(name) && tables.length > 0)
  return {
    backup,
    databases,
    leftAlone: leftAlone.map(({name}) => name),
    interrupted,
    kept: options.keepOld ? databases.filter((name) => live.has(name)).map((name) => keptName(name, at)) : [],
    steps: stepsOf(options, {databases, live, counted: found.databases, interrupted, at}),
  }
}

/**
 * Carries a plan out. When a step fails, everything is undone: the old databases are under their names, open, and
 * the services run.
 */
export async function restoreDatabase(plan: RestorePlan, options: RestoreOptions): Promise<void> {
  const lock = await options.repository?.lock('restore db')
  try {
    await refuseSecondRestore(options.target)
    for (const step of plan.steps) await runStep(step, plan, options)
  } finally {
    await lock?.release()
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
      await undo(options)
    } catch (second) {
      options.onStep?.(`undo failed: ${wordsOf(second)}; run \`bai ops restore db --abort\``)
    }
    throw error
  }
}

/** Ends an interrupted restore: the old databases come back under their names, open for connections. */
export async function abortDatabaseRestore(
  options: Pick<RestoreOptions, 'target' | 'services' | 'repository'>,
): Promise<RestoreTraces> {
  const lock = await options.repository?.lock('restore db --abort')
  try {
    await refuseSecondRestore(options.target)
    return await undo(options)
  } finally {
    await lock?.release()
  }
}

async function undo(options: Pick<RestoreOptions, 'target' | 'services'>): Promise<RestoreTraces> {
  const traces = await undoRestore(options.target)
  await options.services?.start()
  return traces
}

interface Facts {
  databases: string[]
  live: ReadonlySet<string>
  counted: readonly CountedDatabase[]
  interrupted: boolean
  /** Names the databases that are kept. */
  at: Date
}

function stepsOf(options: RestoreOptions, facts: Facts): RestoreStep[] {
  const {target, services} = options
  const {databases, live} = facts
  const present = databases.filter((name) => live.has(name))
  const swap = swapSql(databases, live)
  const involved = [...databases, ...databases.map(newName)]
  return [
    ...(facts.interrupted ? [undoStep(target)] : []),
    ...serviceStep('stop the services', services?.commands.stop, services && (() => services.stop())),
    ...sqlStep(target, 'close the databases to connections', closeSql(present)),
    loadStep(options, facts),
    {
      step: 'compare tables and rows with the backup',
      commands: [],
      run: () => compareCounts(target, {databases, counted: facts.counted, nameOf: newName}),
    },
    {step: 'swap old and new', commands: swap, run: () => renameAll(target, swap, involved)},
    ...serviceStep(
      'start the services, wait for health',
      services?.commands.start,
      services && (() => services.start()),
    ),
    ...lastStep(options, present, facts.at),
  ]
}

function undoStep(target: PostgresTarget): RestoreStep {
  return {
    step: 'undo the interrupted restore',
    commands: [],
    run: async () => void (await undoRestore(target)),
  }
}

function lastStep({target, keepOld}: RestoreOptions, present: string[], at: Date): RestoreStep[] {
  const commands = present.length === 0 ? [] : keepOld ? keepSql(present, at) : endSql(present)
  const name = `${keepOld ? 'keep' : 'drop'} the old databases`
  return sqlStep(target, name, commands).map((step) => ({...step, afterwards: true}))
}

function sqlStep(target: PostgresTarget, step: string, commands: string[]): RestoreStep[] {
  return commands.length > 0 ? [{step, commands, run: () => runAll(target, commands)}] : []
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
  const sessionName = restoreSession()
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
        as: 'replacement',
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
