import {BackupFailedError} from '../backup/errors.js'
import type {Compression} from '../backup/manifest.js'
import {hasZstd} from '../backup/streams.js'
import {OpsNotFoundError} from '../errors.js'
import {BUILT_IN, listDatabases, programVersion, serverVersion, type DatabaseRow} from './inspect.js'
import {connectionArguments, invocation, runProgram, type PipeInto, type PostgresTarget} from './target.js'

/** One program whose output is saved. */
export interface PlannedDump {
  /** Name of the file, without the endings for compression and encryption. */
  name: string
  /** `archive`: pg_dump's custom format, which carries its own compression. */
  kind: 'cluster' | 'globals' | 'archive'
  words: readonly string[]
  /** Compresses it before it comes here; without, it is compressed here. */
  into?: PipeInto | undefined
}

/** How a backup is made: what `--dry-run` prints, and what is run. */
export interface DatabaseBackupPlan {
  format: 'plain' | 'custom'
  compression: Compression
  databases: readonly DatabaseRow[]
  dumps: readonly PlannedDump[]
  versions: {server: string; tool: string}
}

export interface DatabaseBackupWish {
  target: PostgresTarget
  /** The manager's database, which must be in the backup. */
  database: string
  /** `plain`: one pg_dumpall. `custom`: roles, and one `pg_dump -Fc` for each database, several at a time. */
  format?: 'plain' | 'custom' | undefined
  /** `auto`: zstd where it can be had, else gzip. */
  compression?: Compression | 'auto' | undefined
  signal?: AbortSignal | undefined
}

/** Looks at the server and makes the plan. Changes nothing. */
export async function planDatabaseBackup(wish: DatabaseBackupWish): Promise<DatabaseBackupPlan> {
  const {target, signal, format = 'plain'} = wish
  // Each question is a program inside a container: together they take as long as one.
  const [tool, databases, server, {compression, into}] = await Promise.all([
    programVersion(target, 'pg_dumpall'),
    listDatabases(target, signal),
    serverVersion(target, signal),
    howToCompress(wish),
  ])
  requireOpen(databases, wish.database)
  const dumps = format === 'plain' ? [clusterDump(target, into)] : customDumps(target, databases)
  return {format, compression, databases, dumps, versions: {server, tool}}
}

/** The line a person could paste for a dump. */
export function dumpLine(target: PostgresTarget, {words, into}: PlannedDump): string {
  const {words: all, run} = invocation(target, words, {into})
  return target.host.commandLine(all, run)
}

function clusterDump(target: PostgresTarget, into: PipeInto | undefined): PlannedDump {
  // What a killed restore has left is no part of the installation.
  const words = ['pg_dumpall', ...connectionArguments(target), '--exclude-database=bai_restore_*']
  return {name: 'dump.sql', kind: 'cluster', words, into}
}

function customDumps(target: PostgresTarget, databases: readonly DatabaseRow[]): PlannedDump[] {
  const connection = connectionArguments(target)
  const wanted = databases.filter(({name, open}) => open && !isSkipped(name))
  return [
    {
      name: 'globals.sql',
      kind: 'globals',
      words: ['pg_dumpall', ...connection, '--globals-only'],
    },
    ...wanted.map(({name}, i) => ({
      name: `database-${i + 1}.dump`,
      kind: 'archive' as const,
      words: ['pg_dump', ...connection, '-Fc', '-Z1', '-d', name],
    })),
  ]
}

/** What `auto` means here (zstd when this machine can read it back), and where one dump of all is compressed. */
async function howToCompress(
  wish: DatabaseBackupWish,
): Promise<{compression: Compression; into: PipeInto | undefined}> {
  const {target, format, compression: wanted = 'auto'} = wish
  const compression = wanted !== 'auto' ? wanted : (await hasZstd()) ? 'zstd' : 'gzip'
  const isOne = format !== 'custom' && compression !== 'none'
  return {compression, into: isOne ? await compressorThere(target, compression) : undefined}
}

/**
 * What leaves the container is the bottleneck (measured: 60–70 MB a second through `docker exec`), so it is compressed
 * inside when bash and the compressor are there, else beside Docker: a pipe of the system is quicker than two of Node.
 * One thread of zstd keeps up with four dumps, and leaves more of the machine to the server than several.
 */
async function compressorThere(
  target: PostgresTarget,
  compression: 'gzip' | 'zstd',
): Promise<PipeInto | undefined> {
  const line = compression === 'zstd' ? 'zstd -q -1 --single-thread -c' : 'gzip -1 -c'
  // It runs once, on nothing: that it is there says nothing of whether it takes these words.
  const look = ['bash', '-c', `${line} </dev/null >/dev/null`]
  const answers = await Promise.allSettled([runProgram(target, look), target.host.run(look)])
  const [inside, beside] = answers.map(({status}) => status === 'fulfilled')
  // Neither has bash and the compressor: the bytes are compressed here instead.
  if (!inside && !beside) return undefined
  return {line, where: inside ? 'inside' : 'beside'}
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

function isSkipped(name: string): boolean {
  return BUILT_IN.includes(name) || name.startsWith('bai_restore_')
}
