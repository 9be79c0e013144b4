import {StringDecoder} from 'node:string_decoder'
import type {Readable} from 'node:stream'

/** How long a client waits for news at most. */
const POLL_MS = 2000
/** Output is told so soon after it came. */
const FLUSH_MS = 200

export type RunStatus = 'continued' | 'clean-finished' | 'build-finished' | 'waiting-input' | 'finished'

/** What one request for news of a run is answered. */
export interface RunNews {
  status: RunStatus
  runId: string
  exitCode: number | null
  options: {is_password: boolean} | null
  files: readonly never[]
  console: readonly ConsoleItem[]
}

/** A piece of output: `stdout` or `stderr`, and the text. */
export type ConsoleItem = readonly [channel: string, text: string]

type Step = Pick<RunNews, 'status' | 'exitCode' | 'options'>

/** One execution, asked for its news again and again. What happens between two questions waits for the next one. */
export class Run {
  private console: ConsoleItem[] = []
  private steps: Step[] = []
  private wake: () => void = () => undefined
  private told = false

  constructor(readonly id: string) {}

  /** Whether everything was told. */
  get isOver(): boolean {
    return this.told
  }

  /** Adds output. */
  print(channel: string, text: string): void {
    if (text === '') return
    const last = this.console.at(-1)
    if (last?.[0] === channel) this.console[this.console.length - 1] = [channel, last[1] + text]
    else this.console.push([channel, text])
    this.wake()
  }

  /** Notes that a part has ended, that input is wanted, or that all is over. */
  reach(status: Exclude<RunStatus, 'continued'>, exitCode: number | null = null): void {
    const options = status === 'waiting-input' ? {is_password: false} : null
    this.steps.push({status, exitCode, options})
    this.wake()
  }

  /** The next news: at once when something ended, soon when there is output, else after two seconds. */
  async next(kernelEnded: Promise<unknown>): Promise<RunNews> {
    const until = Date.now() + POLL_MS
    while (this.steps.length === 0 && Date.now() < until) {
      const hasOutput = this.console.length > 0
      const woken = new Promise<void>((resolve) => (this.wake = resolve))
      const limitMs = hasOutput ? FLUSH_MS : until - Date.now()
      const outcome = await Promise.race([
        woken.then(() => 'news'),
        pause(limitMs),
        kernelEnded.then(() => 'gone'),
      ])
      if (outcome === 'gone') break
      if (outcome === 'time' && hasOutput) break
    }
    const step = this.steps.shift() ?? {status: 'continued' as const, exitCode: null, options: null}
    this.told = step.status === 'finished'
    const told = this.console
    this.console = []
    return {...step, runId: this.id, files: [], console: told}
  }
}

function pause(limitMs: number): Promise<'time'> {
  return new Promise((resolve) => setTimeout(() => resolve('time'), limitMs))
}

/** Passes a stream on to a run as text; a letter that is cut in two is put together again. */
export async function printAll(stream: Readable, run: Run, channel: string): Promise<void> {
  const decoder = new StringDecoder('utf8')
  for await (const chunk of stream) run.print(channel, decoder.write(chunk as Buffer))
  run.print(channel, decoder.end())
}
