import {buffer} from 'node:stream/consumers'
import type {Readable} from 'node:stream'
import {OpsAbortedError, OpsUnreachableError, ProgramFailedError} from '../errors.js'
import type {RunOptions, Running, RunResult} from './host.js'

/** Most that `run` keeps of one channel; larger output is a stream's business. */
const MOST_BYTES = 64 * 1024 * 1024

/** What `run` collects, before it is text. */
export interface RunBytes {
  exitCode: number
  stdout: Buffer
  stderr: string
}

/** Collects what a started program prints. Rejects as `Running.done` does. */
export async function collect(running: Running, program: string): Promise<RunBytes> {
  const read = (stream: Readable) => bounded(stream, program, running)
  const [done, stdout, stderr] = await Promise.allSettled([
    running.done,
    read(running.stdout),
    read(running.stderr),
  ])
  if (done.status === 'rejected') throw done.reason
  if (stdout.status === 'rejected') throw stdout.reason
  if (stderr.status === 'rejected') throw stderr.reason
  return {exitCode: done.value.exitCode, stdout: stdout.value, stderr: stderr.value.toString('utf8')}
}

/** The result as text. */
export function asText({exitCode, stdout, stderr}: RunBytes): RunResult {
  return {exitCode, stdout: stdout.toString('utf8'), stderr}
}

/** Ends a program when the caller's signal fires or its time is up; `failure` then says which. */
export class Deadline {
  failure: OpsAbortedError | OpsUnreachableError | undefined
  readonly #signal: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout | undefined
  readonly #onAbort: () => void

  constructor(what: string, options: RunOptions, stop: () => void) {
    const end = (failure: OpsAbortedError | OpsUnreachableError): void => {
      this.failure ??= failure
      stop()
    }
    this.#signal = options.signal
    this.#onAbort = () => end(aborted(what, options.signal?.reason))
    options.signal?.addEventListener('abort', this.#onAbort, {once: true})
    const {timeoutMs} = options
    if (timeoutMs === undefined) return
    this.#timer = setTimeout(() => end(timedOut(what, timeoutMs)), timeoutMs)
  }

  /** To be called when the program has ended. */
  release(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }
}

/** @throws OpsAbortedError when the signal has fired already. */
export function refuseWhenAborted(what: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(what, signal.reason)
}

/** Checks the exit status against what is accepted. */
export function checkExit(
  program: string,
  exitCode: number | undefined,
  stderr: string,
  accept: RunOptions['accept'],
): number {
  const good = exitCode !== undefined && (accept === 'any' || (accept ?? [0]).includes(exitCode))
  if (!good) throw new ProgramFailedError(program, exitCode, stderr)
  return exitCode
}

function aborted(what: string, cause: unknown): OpsAbortedError {
  return new OpsAbortedError(`${what} was interrupted.`, {cause})
}

function timedOut(what: string, timeoutMs: number): OpsUnreachableError {
  return new OpsUnreachableError(`${what} did not end within ${timeoutMs / 1000} s and was stopped.`, {
    hints: ['Give it longer with --timeout, or see what hangs there.'],
  })
}

async function bounded(stream: Readable, program: string, running: Running): Promise<Buffer> {
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MOST_BYTES) return
    stream.destroy(new ProgramFailedError(program, undefined, 'It printed more than 64 MiB.'))
    void running.stop()
  })
  return buffer(stream)
}
