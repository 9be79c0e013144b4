import {BackupFailedError} from '../backup/errors.js'
import type {Compression} from '../backup/manifest.js'
import {hasZstd} from '../backup/streams.js'
import {OpsNotFoundError} from '../errors.js'
import {BUILT_IN, listDatabases, programVersion, serverVersion, type DatabaseRow} from './inspect.js'
import {connectionArguments, invocation, runProgram, type PostgresTarget} from './target.js'

/** One program whose output is saved. */
export interface PlannedDump {
  /** Name of the file, without the endings for compression and encryption. */
  name: string
  /** `archive`: pg_dump's custom format, which carries its own compression. */
  kind: 'cluster' | 'globals' | 'archive'
  words: readonly string[]
  /** It is compressed where the database is. */
  alreadyCompressed: boolean
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
  const [tool, databases, server, compression] = await Promise.all([
    programVersion(target, 'pg_dumpall'),
    listDatabases(target, signal),
    serverVersion(target, signal),
    compressionOf(wish),
  ])
  requireOpen(databases, wish.database)
  const dumps = format === 'plain' ? [await clusterDump(target, compression)] : customDumps(target, databases)
  return {format, compression, databases, dumps, versions: {server, tool}}
}

/** The line a person could paste for a dump. */
export function dumpLine(target: PostgresTarget, {words}: PlannedDump): string {
  const {words: all, run} = invocation(target, words)
  return target.host.commandLine(all, run)
}

/**
 * One pg_dumpall. What leaves the container is the bottleneck (measured: 60–70 MB a second through `docker exec`), so
 * it is compressed inside when bash and the compressor are there; bash, because of `pipefail`.
 */
async function clusterDump(target: PostgresTarget, compression: Compression): Promise<PlannedDump> {
  // What a killed restore has left is no part of the installation.
  const command = ['pg_dumpall', ...connectionArguments(target), '--exclude-database=bai_restore_*']
  const inside = await compressorThere(target, compression)
  const common = {name: 'dump.sql', kind: 'cluster'} as const
  if (inside === undefined) return {...common, words: command, alreadyCompressed: false}
  const whole = target.container === undefined ? invocation(target, command).words : command
  const words = ['bash', '-o', 'pipefail', '-c', `"$@" | ${inside}`, 'bash', ...whole]
  return {...common, words, alreadyCompressed: true}
}

function customDumps(target: PostgresTarget, databases: readonly DatabaseRow[]): PlannedDump[] {
  const connection = connectionArguments(target)
  const wanted = databases.filter(({name, open}) => open && !isSkipped(name))
  return [
    {
      name: 'globals.sql',
      kind: 'globals',
      words: ['pg_dumpall', ...connection, '--globals-only'],
      alreadyCompressed: false,
    },
    ...wanted.map(({name}, i) => ({
      name: `database-${i + 1}.dump`,
      kind: 'archive' as const,
      words: ['pg_dump', ...connection, '-Fc', '-Z1', '-d', name],
      alreadyCompressed: true,
    })),
  ]
}

/** What `auto` means here: zstd when this machine can read it back. */
async function compressionOf({compression = 'auto'}: DatabaseBackupWish): Promise<Compression> {
  if (compression !== 'auto') return compression
  return (await hasZstd()) ? 'zstd' : 'gzip'
}

async function compressorThere(
  target: PostgresTarget,
  compression: Compression,
): Promise<string | undefined> {
  if (compression === 'none') return undefined
  const program = compression === 'zstd' ? 'zstd -q -1 -T2 -c' : 'gzip -1 -c'
  try {
    await runProgram(target, ['bash', '-c', `command -v ${program.split(' ')[0]} >/dev/null`])
    return program
  } catch {
    // No bash or no compressor: the bytes are compressed here instead.
    return undefined
  }
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
