import type {Readable} from 'node:stream'
import {BackupFailedError} from '../backup/errors.js'
import {makeBackup, writePayload, type MakeOptions, type ManifestBody} from '../backup/make.js'
import type {Compression, CountedDatabase} from '../backup/manifest.js'
import {isUsable, type Repository, type StagedBackup, type UsableBackup} from '../backup/repository.js'
import {
  counting,
  decompressor,
  programInput,
  runPipe,
  startZstdReader,
  type Stage,
} from '../backup/streams.js'
import type {Running} from '../host/host.js'
import {
  planDatabaseBackup,
  type DatabaseBackupPlan,
  type DatabaseBackupWish,
  type PlannedDump,
} from './backup-plan.js'
import {DumpInspector, tee, type DumpFindings} from './dump-inspect.js'
import {endDeadBackups} from './sessions.js'
import {startArchiveReader, startDump} from './source.js'
import type {PostgresTarget} from './target.js'

export interface DatabaseBackupOptions extends MakeOptions, DatabaseBackupWish {
  /** With the custom format: how many databases at a time. */
  jobs?: number | undefined
}

/** Saves all databases and roles. The dump is read while it is written: counted, and seen to be whole. */
export async function backupDatabase(options: DatabaseBackupOptions): Promise<UsableBackup> {
  const {target, repository} = options
  return makeBackup('db', options, async (staged) => {
    const [plan] = await Promise.all([planDatabaseBackup(options), endDeadBackups(target)])
    await repository.requireSpace(await neededBytes(repository, plan))
    const written = await writeDumps(staged, plan, options)
    const databases = written.flatMap(({found}) => found.databases)
    requireIncluded(databases, options.database)
    return {
      files: written.map(({file}) => file),
      database: {
        dumpFormat: plan.format,
        plainBytes: written.reduce((sum, {found}) => sum + found.plainBytes, 0),
        databases,
      },
      compression: plan.compression,
      versions: plan.versions,
    }
  })
}

interface WrittenDump {
  file: ManifestBody['files'][number]
  found: DumpFindings
}

/** The first failure ends the others. */
async function writeDumps(
  staged: StagedBackup,
  plan: DatabaseBackupPlan,
  options: DatabaseBackupOptions,
): Promise<WrittenDump[]> {
  const {default: pLimit} = await import('p-limit')
  const limit = pLimit(options.jobs ?? 2)
  const abort = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal
  const onBytes = totalOf(options.onProgress)
  const job = {
    target: options.target,
    compression: plan.compression,
    encrypt: options.encrypt,
    signal,
    onBytes,
  }
  const dumps = plan.dumps.map((dump) =>
    limit(async () => {
      try {
        return await writeDump(staged, dump, job)
      } catch (error) {
        abort.abort(error)
        throw error
      }
    }),
  )
  const outcomes = await Promise.allSettled(dumps)
  if (abort.signal.aborted) throw abort.signal.reason
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

interface DumpJob extends Pick<MakeOptions, 'encrypt'> {
  target: PostgresTarget
  compression: Compression
  signal: AbortSignal
  onBytes: (bytes: number) => void
}

async function writeDump(staged: StagedBackup, dump: PlannedDump, job: DumpJob): Promise<WrittenDump> {
  const {target, signal} = job
  const kind = dump.kind === 'archive' ? 'database' : dump.kind
  const inspector = new DumpInspector(kind)
  const running = await startDump(target, dump, signal)
  try {
    const content = {
      name: dump.name,
      source: running.stdout,
      programs: [running.done],
      taps: [readAlong(dump, inspector, job), counting(job.onBytes)],
      compression: dump.kind === 'archive' ? ('none' as const) : job.compression,
      alreadyCompressed: dump.into !== undefined,
    }
    const file = await writePayload(staged, content, job)
    return {file, found: inspector.finish(kind === 'database' ? `The dump ${dump.name}` : 'The dump')}
  } catch (error) {
    await running.stop()
    throw error
  }
}

/** Reads what passes, decoded, so that the dump is known to be whole when it is written. */
function readAlong(
  dump: PlannedDump,
  inspector: DumpInspector,
  {target, compression, signal}: DumpJob,
): Stage {
  if (dump.kind === 'archive') return archiveAlong(target, inspector, signal)
  if (!dump.into) return inspector.tap()
  return tee(async (copy) => {
    if (compression === 'zstd') return readThrough(await startZstdReader(signal), {copy, inspector, signal})
    return runPipe(copy, await decompressor(compression, signal), inspector.sink(), {signal})
  })
}

/** An archive is proven by turning all of it into SQL; its table of contents alone says nothing. */
function archiveAlong(target: PostgresTarget, inspector: DumpInspector, signal: AbortSignal): Stage {
  return tee(async (copy) => readThrough(await startArchiveReader(target, signal), {copy, inspector, signal}))
}

async function readThrough(
  {stdin, stdout, stderr, done}: Running,
  {copy, inspector, signal}: {copy: Readable; inspector: DumpInspector; signal: AbortSignal},
): Promise<void> {
  stderr.resume()
  await Promise.all([
    runPipe(copy, [], programInput(stdin), {signal, programs: [done]}),
    runPipe(stdout, [], inspector.sink(), {signal}),
  ])
}

function totalOf(onProgress: MakeOptions['onProgress']): (bytes: number) => void {
  let total = 0
  return (bytes) => onProgress?.((total += bytes))
}

function requireIncluded(databases: readonly CountedDatabase[], wanted: string): void {
  if (databases.some(({name}) => name === wanted)) return
  throw new BackupFailedError(`The dump holds no database ${wanted}.`)
}

/** By the last backup of the same kind when there is one, else by the databases' sizes. */
async function neededBytes(repository: Repository, plan: DatabaseBackupPlan): Promise<number> {
  const last = (await repository.list('db')).find(isUsable)
  if (last?.manifest.compression === plan.compression) {
    return 1.2 * last.manifest.files.reduce((sum, {bytes}) => sum + bytes, 0)
  }
  const bytes = plan.databases.reduce((sum, {bytes}) => sum + bytes, 0)
  return plan.compression === 'none' ? bytes : bytes / 3
}
