import {setTimeout as delay} from 'node:timers/promises'
import {OpsError} from '../errors.js'
import type {Running} from '../host/host.js'
import type {SiteHosts} from '../site/hosts.js'
import {inTimeOrder, mergeByTime, readLines, type LogLine} from './log-lines.js'
import {logSource, type LogQuery, type LogSource} from './log-sources.js'
import type {Target} from './targets.js'

/** Which lines to read, and where they go. */
export interface LogOptions extends LogQuery {
  signal: AbortSignal
  /** Takes one line, in the order of time; what it returns is waited for. */
  write: (line: LogLine) => void | Promise<void>
  /** What a source says besides its lines: on stderr, or why it cannot be read. */
  warn: (text: string) => void
  /** Longest time to reach a host; following has no end. */
  timeoutMs?: number | undefined
}

/** Sources that are ready, and what kept the others from it. */
export interface LogSources {
  sources: LogSource[]
  error: OpsError | undefined
}

const REACH_WITHIN_MS = 15_000
/** While following, lines that came within this time are put in order. */
const WINDOW_MS = 250

/** Finds out how each log is read. A host that cannot be reached costs only its own logs. Rejects when interrupted. */
export async function prepareLogs(
  hosts: SiteHosts,
  targets: readonly Target[],
  options: LogOptions,
): Promise<LogSources> {
  const {signal, timeoutMs = REACH_WITHIN_MS} = options
  const timed = targets.length > 1
  const found: LogSources = {sources: [], error: undefined}
  const ready = await Promise.all(
    targets.map((target) =>
      logSource(hosts, target, {...options, timed}, {signal, timeoutMs}).catch((error: unknown) => {
        if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
        // The first one is the command's own error and told as that.
        if (found.error !== undefined) options.warn(`${target.spec.name} on ${target.host}: ${error.message}`)
        found.error ??= error
        return undefined
      }),
    ),
  )
  found.sources.push(...ready.filter((source) => source !== undefined))
  return found
}

/**
 * Prints logs merged by time until they end, or, following, until the signal fires; then nothing is left running on
 * any host. Returns what went wrong with one of them. Rejects with `OpsAbortedError` when it was interrupted.
 */
export async function streamLogs(
  hosts: SiteHosts,
  sources: readonly LogSource[],
  options: LogOptions,
): Promise<OpsError | undefined> {
  const {signal} = options
  const running: {of: LogSource; program: Running}[] = []
  try {
    for (const of of sources) {
      const {argv, cwd, asRoot} = of.command
      const program = await hosts.get(of.target.host).start(argv, {cwd, asRoot, signal, input: ''})
      running.push({of, program})
      tellStderr(program, of, options)
    }
    const lines = running.map(({of, program}) => readLines(program.stdout, of))
    await (options.follow ? followAll(lines, options) : writeAll(mergeByTime(lines), options))
    return await outcome(running, options)
  } finally {
    await Promise.all(running.map(({program}) => program.stop()))
  }
}

async function writeAll(lines: AsyncGenerator<LogLine>, {since, write}: LogOptions): Promise<void> {
  for await (const line of lines) {
    if (!since || line.at === null || line.at >= since) await write(line)
  }
}

/** Each source is read as it comes; what came within a short while is put in order. */
async function followAll(sources: readonly AsyncGenerator<LogLine>[], options: LogOptions): Promise<void> {
  const {signal, since, write} = options
  let waiting: LogLine[] = []
  let open = sources.length
  const reading = sources.map(async (lines) => {
    try {
      for await (const line of lines) {
        if (!since || line.at === null || line.at >= since) waiting.push(line)
      }
    } finally {
      open -= 1
    }
  })
  const failed = Promise.allSettled(reading)
  while ((open > 0 || waiting.length > 0) && !signal.aborted) {
    await delay(WINDOW_MS, undefined, {signal}).catch(() => undefined)
    const ready = inTimeOrder(waiting)
    waiting = []
    for (const line of ready) await write(line)
  }
  if (!signal.aborted) await failed
}

async function outcome(
  running: readonly {of: LogSource; program: Running}[],
  {warn}: LogOptions,
): Promise<OpsError | undefined> {
  let first: OpsError | undefined
  for (const {of, program} of running) {
    try {
      await program.done
    } catch (error) {
      if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
      if (first !== undefined) warn(`${of.target.spec.name} on ${of.target.host}: ${error.message}`)
      first ??= error
    }
  }
  return first
}

function tellStderr(program: Running, {target}: LogSource, {warn}: LogOptions): void {
  program.stderr.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) {
      // v2 says this with every command.
      if (line.trim() === '' || /attribute `version` is obsolete/.test(line)) continue
      warn(`${target.spec.name} on ${target.host}: ${line.trim()}`)
    }
  })
}
