import type {Readable} from 'node:stream'
import {hasZstd} from '../backup/streams.js'
import type {Compression} from '../backup/manifest.js'
import type {Running} from '../host/host.js'
import {connectionArguments, invocation, runProgram, startProgram, type PostgresTarget} from './target.js'

/** The bytes of a dump as they arrive, and what they are. */
export interface DumpSource {
  stream: Readable
  done: Promise<unknown>
  stop(): Promise<void>
  compression: Compression
  /** True when they were compressed where the database is. */
  alreadyCompressed: boolean
}

/**
 * Starts pg_dumpall. What leaves the container is the bottleneck (measured: 60–70 MB a second through `docker exec`),
 * so it is compressed inside when bash and the compressor are there; bash, because of `pipefail`.
 */
export async function startDump(
  target: PostgresTarget,
  options: {compression: Compression; signal?: AbortSignal | undefined; sessionName: string},
): Promise<DumpSource> {
  const {compression, ...rest} = options
  const command = dumpCommand(target)
  const inside = await compressorThere(target, compression)
  const words = inside
    ? ['bash', '-o', 'pipefail', '-c', `"$@" | ${inside}`, 'bash', ...wholePath(target, command)]
    : command
  const running = await startProgram(target, words, rest)
  running.stdin.end()
  running.stderr.resume()
  return {
    stream: running.stdout,
    done: running.done,
    stop: () => running.stop(),
    compression,
    alreadyCompressed: inside !== undefined,
  }
}

/** Starts the program that turns a custom-format archive on its input into SQL. */
export function startArchiveReader(target: PostgresTarget, signal?: AbortSignal): Promise<Running> {
  return startProgram(target, ['pg_restore', '-C', '-f', '-'], {signal})
}

/** What is run, for --dry-run. */
export function dumpCommand(target: PostgresTarget): string[] {
  // What a killed restore has left is no part of the installation.
  return ['pg_dumpall', ...connectionArguments(target), '--exclude-database=bai_restore_*']
}

/** The compression `auto` means here: zstd when the database's side has it and this machine can read it back. */
export async function dumpCompression(
  target: PostgresTarget,
  wanted: Compression | 'auto' | undefined,
): Promise<Compression> {
  if (wanted !== undefined && wanted !== 'auto') return wanted
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

function wholePath(target: PostgresTarget, command: readonly string[]): string[] {
  if (target.container !== undefined) return [...command]
  return invocation(target, command).words
}
