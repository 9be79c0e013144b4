import {hostname} from 'node:os'
import {Transform} from 'node:stream'
import {BackupFailedError} from '../backup/errors.js'
import {makeBackup, writePayload, type MakeOptions, type ManifestBody} from '../backup/make.js'
import type {Compression, CountedDatabase} from '../backup/manifest.js'
import {isUsable, type Repository, type StagedBackup, type UsableBackup} from '../backup/repository.js'
import {decompressor, programInput, runPipe, type Stage} from '../backup/streams.js'
import {OpsNotFoundError} from '../errors.js'
import {DumpInspector, tee, type DumpFindings} from './dump-inspect.js'
import {
  BUILT_IN,
  endSessionsNamed,
  listDatabases,
  requireProgram,
  serverVersion,
  type DatabaseRow,
} from './inspect.js'
import {dumpCompression, startArchiveReader, startDump, type DumpSource} from './source.js'
import {connectionArguments, startProgram, type PostgresTarget} from './target.js'

export interface DatabaseBackupOptions extends MakeOptions {
  target: PostgresTarget
  /** The manager's database, which must be in the backup. */
  database: string
  /** `plain`: one pg_dumpall. `custom`: roles, and one `pg_dump -Fc` for each database, `jobs` at a time. */
  format?: 'plain' | 'custom' | undefined
  jobs?: number | undefined
}

/** Saves all databases and roles. The dump is read while it is written: counted, and seen to be whole. */
export async function backupDatabase(options: DatabaseBackupOptions): Promise<UsableBackup> {
  const {target, repository} = options
  return makeBackup('db', options, async (staged) => {
    const tool = await requireProgram(target, 'pg_dumpall')
    const databases = await listDatabases(target, options.signal)
    requireOpen(databases, options.database)
    const server = await serverVersion(target, options.signal)
    const compression = await dumpCompression(target, options.compression)
    await repository.requireSpace(await neededBytes(repository, databases, compression))
    await endSessionsNamed(target, SESSION)
    const write = options.format === 'custom' ? writeCustom : writePlain
    const made = await write(staged, {...options, compression}, databases)
    requireIncluded(made.database?.databases ?? [], options.database)
    return {...made, compression, versions: {server, tool}}
  })
}

type Made = Pick<ManifestBody, 'files' | 'database'>
type WriteOptions = Omit<DatabaseBackupOptions, 'compression'> & {compression: Compression}

const SESSION = 'bai backup '

async function writePlain(staged: StagedBackup, options: WriteOptions): Promise<Made> {
  const {target, compression, signal} = options
  const sessionName = `${SESSION}${hostname().slice(0, 30)}:${process.pid}`
  const source = await startDump(target, {compression, signal, sessionName})
  try {
    const inspector = new DumpInspector()
    const tap = source.alreadyCompressed ? readAlong(source, inspector, signal) : inspector.tap()
    const content = {
      name: 'dump.sql',
      source: source.stream,
      programs: [source.done],
      taps: [tap, progressTap(options)],
    }
    const file = await writePayload(staged, {...source, ...content}, options)
    const {databases, plainBytes} = inspector.finish('The dump')
    return {files: [file], database: {dumpFormat: 'plain', plainBytes, databases}}
  } catch (error) {
    await source.stop().catch(() => undefined)
    await endSessionsNamed(target, sessionName).catch(() => undefined)
    throw error
  }
}

async function writeCustom(
  staged: StagedBackup,
  options: WriteOptions,
  databases: readonly DatabaseRow[],
): Promise<Made> {
  const {target} = options
  const globals = ['pg_dumpall', ...connectionArguments(target), '--globals-only']
  const first = await dumpOne(staged, options, {name: 'globals.sql', command: globals})
  const wanted = databases.filter(({name, open}) => open && !isSkipped(name))
  const {default: pLimit} = await import('p-limit')
  const limit = pLimit(options.jobs ?? 2)
  const abort = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal
  const dumps = wanted.map(({name}, i) =>
    limit(async () => {
      const command = ['pg_dump', ...connectionArguments(target), '-Fc', '-Z1', '-d', name]
      try {
        return await dumpOne(staged, {...options, signal}, {name: `database-${i + 1}.dump`, command})
      } catch (error) {
        abort.abort(error)
        throw error
      }
    }),
  )
  const outcomes = await Promise.allSettled(dumps)
  if (abort.signal.aborted) throw abort.signal.reason
  const all = [
    first,
    ...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
  ]
  return {
    files: all.map(({file}) => file),
    database: {
      dumpFormat: 'custom',
      plainBytes: all.reduce((sum, {found}) => sum + found.plainBytes, 0),
      databases: all.flatMap(({found}) => found.databases),
    },
  }
}

async function dumpOne(
  staged: StagedBackup,
  options: WriteOptions,
  {name, command}: {name: string; command: string[]},
): Promise<{file: ManifestBody['files'][number]; found: DumpFindings}> {
  const {target, signal} = options
  const isArchive = name.endsWith('.dump')
  const inspector = new DumpInspector(isArchive ? 'database' : 'globals')
  const running = await startProgram(target, command, {signal, sessionName: `${SESSION}${process.pid}`})
  running.stdin.end()
  running.stderr.resume()
  try {
    // An archive is proven by turning all of it into SQL; its table of contents alone says nothing.
    const tap = isArchive ? archiveAlong(target, inspector, signal) : inspector.tap()
    const source = {name, source: running.stdout, programs: [running.done], taps: [tap, progressTap(options)]}
    const compression = isArchive ? ('none' as const) : options.compression
    const file = await writePayload(staged, {...source, compression}, options)
    return {file, found: inspector.finish(command.at(-1) ?? name)}
  } catch (error) {
    await running.stop().catch(() => undefined)
    throw error
  }
}

/** Decompresses a copy of what passes, so that the dump is known to be whole when it is written. */
function readAlong(source: DumpSource, inspector: DumpInspector, signal: AbortSignal | undefined): Stage {
  return tee(async (copy) =>
    runPipe(copy, await decompressor(source.compression, signal), inspector.sink(), {signal}),
  )
}

function archiveAlong(
  target: PostgresTarget,
  inspector: DumpInspector,
  signal: AbortSignal | undefined,
): Stage {
  return tee(async (copy) => {
    const {stdin, stdout, stderr, done} = await startArchiveReader(target, signal)
    stderr.resume()
    await Promise.all([
      runPipe(copy, [], programInput(stdin), {signal, programs: [done]}),
      runPipe(stdout, [], inspector.sink(), {signal}),
    ])
  })
}

function progressTap(options: Pick<MakeOptions, 'onProgress'>): Stage {
  let bytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      options.onProgress?.((bytes += chunk.length))
      done(null, chunk)
    },
  })
  return {stream}
}

function requireOpen(databases: readonly DatabaseRow[], wanted: string): void {
  const found = databases.find(({name}) => name === wanted)
  if (!found) {
    throw new OpsNotFoundError(`The server has no database ${wanted}.`, {
      hints: [`It has: ${databases.map(({name}) => name).join(', ')}. Name the manager's with --database.`],
    })
  }
  if (found.open) return
  throw new BackupFailedError(
    `The database ${wanted} is closed to connections, so pg_dumpall would leave it out.`,
    {
      hints: ['A restore was interrupted: end it with `bai ops restore db --abort`.'],
    },
  )
}

function requireIncluded(databases: readonly CountedDatabase[], wanted: string): void {
  if (databases.some(({name}) => name === wanted)) return
  throw new BackupFailedError(`The dump holds no database ${wanted}.`)
}

function isSkipped(name: string): boolean {
  return BUILT_IN.includes(name) || name.startsWith('bai_restore_')
}

/** By the last backup of the same kind when there is one, else by the databases' sizes. */
async function neededBytes(
  repository: Repository,
  databases: readonly DatabaseRow[],
  compression: Compression,
): Promise<number> {
  const last = (await repository.list('db')).find(isUsable)
  if (last?.manifest.compression === compression) {
    return 1.2 * last.manifest.files.reduce((sum, {bytes}) => sum + bytes, 0)
  }
  const bytes = databases.reduce((sum, {bytes}) => sum + bytes, 0)
  return compression === 'none' ? bytes : bytes / 3
}
