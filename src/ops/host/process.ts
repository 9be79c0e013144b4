import {finished, PassThrough, type Readable, type Writable} from 'node:stream'
import {OpsNotFoundError} from '../errors.js'

/** How a local process ended. */
export interface Exit {
  /** Absent when a signal ended it. */
  exitCode: number | undefined
}

/** A local process in a group of its own, so that a Ctrl-C on the terminal reaches only `bai`, which then tidies up. */
export interface LocalProcess {
  stdin: Writable
  stdout: Readable
  stderr: Readable
  pid: number
  /** Settles when the process has ended, whatever the streams do. Never rejects. */
  exit: Promise<Exit>
  /** Sends a signal to the whole group; false when nobody was there or the process belongs to somebody else. */
  signal(name: 'SIGTERM' | 'SIGKILL'): boolean
}

/** What a process gets besides its arguments. */
export interface ProcessOptions {
  cwd?: string | undefined
  env?: Readonly<Record<string, string>> | undefined
}

/** Programs are read by programs here: the same words on every host, whatever its language. */
export const PLAIN_LOCALE: Readonly<Record<string, string>> = {LC_ALL: 'C.UTF-8', LANGUAGE: ''}

/**
 * Starts a local program, never through a shell.
 * @throws OpsNotFoundError when there is no such program or folder.
 */
export async function startProcess(
  command: readonly string[],
  options: ProcessOptions = {},
): Promise<LocalProcess> {
  const {execa} = await import('execa')
  const [program = '', ...args] = command
  const child = execa(program, args, {
    ...(options.cwd !== undefined && {cwd: options.cwd}),
    env: {...PLAIN_LOCALE, ...options.env},
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  })
  const exit = new Promise<Exit>((resolve) => {
    child.once('exit', (code) => resolve({exitCode: code ?? undefined}))
  })
  const {pid} = child
  if (pid === undefined) throw notStarted(program, options.cwd, await child)
  // A program may end before it has read its input: its exit status tells, not a broken pipe.
  child.stdin.on('error', () => undefined)
  void child.catch(() => undefined)
  return {
    stdin: child.stdin,
    stdout: readAtOnce(child.stdout),
    stderr: child.stderr,
    pid,
    exit,
    signal: (name) => signalGroup(pid, name),
  }
}

/** Node drops what a program has printed when it ends before anybody reads: so its output is read from the start. */
function readAtOnce(stdout: Readable): Readable {
  const kept = new PassThrough({highWaterMark: 256 * 1024})
  stdout.pipe(kept)
  // A program that was ended has no more to say; that it was ended, its exit tells.
  finished(stdout, {writable: false}, () => kept.end())
  kept.once('close', () => stdout.destroy())
  return kept
}

/** Whether a promise settles within the time. */
export async function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs)
  })
  try {
    return await Promise.race([promise.then(yes, yes), late])
  } finally {
    clearTimeout(timer)
  }
}

function yes(): boolean {
  return true
}

function signalGroup(pid: number, name: 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    return process.kill(-pid, name)
  } catch {
    return false
  }
}

function notStarted(program: string, cwd: string | undefined, cause: unknown): OpsNotFoundError {
  const where = cwd === undefined ? '' : ` in ${cwd}`
  return new OpsNotFoundError(`${program} could not be started${where}: no such program or folder.`, {
    hints: [`Install ${program}, or see that it is in the PATH.`],
    cause,
  })
}
