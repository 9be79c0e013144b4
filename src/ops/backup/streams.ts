import {createHash} from 'node:crypto'
import {open, type FileHandle} from 'node:fs/promises'
import {Duplex, Transform, Writable, type Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {constants, createGunzip, createGzip} from 'node:zlib'
import {OpsAbortedError, OpsNotFoundError} from '../errors.js'
import type {Host, Running} from '../host/host.js'
import {LocalHost} from '../host/local.js'
import {isDiskFull, spaceError} from './errors.js'
import type {Compression} from './manifest.js'

/** One part of a pipe: a stream, and when it is a program, its end. */
export interface Stage {
  stream: Duplex
  done?: Promise<unknown>
}

/** Runs a pipe to its end: the streams and every program in it. The program's failure is told before a broken pipe. */
export async function runPipe(
  source: Readable,
  stages: readonly Stage[],
  sink: Writable,
  options: {signal?: AbortSignal | undefined; programs?: readonly Promise<unknown>[]} = {},
): Promise<void> {
  const programs = [...(options.programs ?? []), ...stages.flatMap(({done}) => (done ? [done] : []))]
  const streams = stages.map(({stream}) => stream)
  const broken = new AbortController()
  for (const done of programs) done.catch((error: unknown) => broken.abort(error))
  const signal = options.signal ? AbortSignal.any([options.signal, broken.signal]) : broken.signal
  const flow = pipeline([source, ...streams, sink], {signal})
  const outcomes = await Promise.allSettled([...programs, flow])
  if (options.signal?.aborted) throw new OpsAbortedError('Interrupted.', {cause: options.signal.reason})
  // A disk that is full breaks the programs before it in their own words, which say less.
  const full = outcomes.find((outcome) => outcome.status === 'rejected' && isDiskFull(outcome.reason))
  if (full?.status === 'rejected') throw full.reason
  if (broken.signal.aborted) throw broken.signal.reason
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure) throw failure.reason
}

/**
 * The input of a program as the end of a pipe. A program may stop reading when it has all it needs (pg_restore knows
 * where an archive ends); whether that was right, its exit status says and not the pipe.
 */
export function programInput(stdin: Writable): Writable {
  let closed = false
  const close = (): void => void (closed = true)
  stdin.on('error', close).on('close', close)
  const whenReady = (event: 'drain' | 'finish', done: () => void): void => {
    const once = (): void => {
      stdin.off(event, once).off('close', once)
      done()
    }
    if (closed) done()
    else stdin.on(event, once).on('close', once)
  }
  return new Writable({
    highWaterMark: 1024 * 1024,
    write(chunk, _encoding, done) {
      if (closed || stdin.write(chunk)) done()
      else whenReady('drain', done)
    },
    final(done) {
      if (!closed) stdin.end()
      whenReady('finish', done)
    },
    destroy(error, done) {
      stdin.destroy()
      done(error)
    },
  })
}

/** Compresses; `zstd` needs the program on this machine. */
export async function compressor(compression: Compression, signal?: AbortSignal): Promise<Stage[]> {
  if (compression === 'none') return []
  if (compression === 'gzip') return [{stream: createGzip({level: constants.Z_BEST_SPEED})}]
  return [stageOf(await new LocalHost().start(['zstd', '-q', '-1', '-T2', '-c'], {signal}))]
}

/** Decompresses; a stream that ends too early is an error. */
export async function decompressor(compression: Compression, signal?: AbortSignal): Promise<Stage[]> {
  if (compression === 'none') return []
  if (compression === 'gzip') return [{stream: createGunzip()}]
  return [stageOf(await startZstdReader(signal))]
}

/** zstd on this machine, decompressing: its two ends apart are quicker than as one stream. */
export function startZstdReader(signal: AbortSignal | undefined): Promise<Running> {
  return new LocalHost().start(['zstd', '-q', '-d', '-c'], {signal})
}

/** Whether this machine can read and write zstd. */
export async function hasZstd(host: Host = new LocalHost()): Promise<boolean> {
  try {
    await host.run(['zstd', '--version'], {timeoutMs: 10_000})
    return true
  } catch (error) {
    if (error instanceof OpsNotFoundError) return false
    throw error
  }
}

function stageOf({stdin, stdout, done}: Running): Stage {
  return {stream: Duplex.from({writable: stdin, readable: stdout}), done}
}

export interface Written {
  bytes: number
  sha256: string
}

/** A file that is being written: 0600, hashed on the way, fsynced at the end. */
export async function writeHashed(
  file: string,
  source: Readable,
  options: {
    stages?: readonly Stage[]
    programs?: readonly Promise<unknown>[]
    signal?: AbortSignal | undefined
  } = {},
): Promise<Written> {
  const handle = await open(file, 'wx', 0o600)
  const {stage, written} = hashing()
  try {
    await runPipe(source, [...(options.stages ?? []), stage], sinkOf(handle), options)
    await handle.sync()
    return written()
  } catch (error) {
    throw spaceError(error, file)
  } finally {
    await handle.close()
  }
}

/** Writes to a handle and leaves it open: it is to be fsynced afterwards. */
function sinkOf(handle: FileHandle): Writable {
  return new Writable({
    highWaterMark: 1024 * 1024,
    write(chunk: Buffer, _encoding, done) {
      writeAll(handle, chunk).then(() => done(), done)
    },
  })
}

async function writeAll(handle: FileHandle, chunk: Buffer): Promise<void> {
  let at = 0
  while (at < chunk.length) at += (await handle.write(chunk, at)).bytesWritten
}

/** Passes bytes through, counts and hashes them. */
export function hashing(): {stage: Stage; written: () => Written} {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  return {stage: {stream}, written: () => ({bytes, sha256: hash.digest('hex')})}
}

/** Passes bytes through and tells how many each piece has. */
export function counting(onBytes: (bytes: number) => void): Stage {
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length)
      done(null, chunk)
    },
  })
  return {stream}
}
