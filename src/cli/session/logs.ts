import {setTimeout as delay} from 'node:timers/promises'

/** The last lines of a text, whole. */
export function lastLines(text: string, count: number): string {
  if (count === 0) return ''
  const lines = text.split('\n')
  const closed = text.endsWith('\n') ? 1 : 0
  return lines.slice(-(count + closed)).join('\n')
}

/** What `logs -f` works with. */
export interface Follow {
  /** The whole log so far: managers have no way to ask for a part. */
  read: () => Promise<string>
  isOver: () => Promise<boolean>
  /** What has been printed already. */
  printed: string
  write: (text: string) => void
  signal: AbortSignal
}

const FASTEST_MS = 500
const SLOWEST_MS = 3000

/** Prints what is added to a log until its session is over and all of it is printed. */
export async function followLogs({read, isOver, printed, write, signal}: Follow): Promise<void> {
  let pauseMs = FASTEST_MS
  for (;;) {
    await delay(pauseMs, undefined, {signal})
    // Asked before the log is read: what is written in between is in the log then.
    const over = await isOver()
    const text = await read()
    const added = addition(printed, text)
    if (added !== '') write(added)
    pauseMs = added === '' ? Math.min(pauseMs * 1.5, SLOWEST_MS) : FASTEST_MS
    printed = text
    if (over) return
  }
}

/** What the newer text has behind the older one; a log that was cut at its front overlaps with what was printed. */
export function addition(printed: string, text: string): string {
  if (text.startsWith(printed)) return text.slice(printed.length)
  const tail = printed.slice(-4096)
  const at = tail === '' ? -1 : text.lastIndexOf(tail)
  return at < 0 ? text : text.slice(at + tail.length)
}

/** What stands before each line of a log. */
export interface LineStyle {
  /** Whose line it is. */
  label?: string | undefined
  /** When a line was seen; undefined for what had been written before anybody looked. */
  clock?: (() => Date | undefined) | undefined
}

const UNKNOWN_TIME = '-'.padEnd(24)

/** Writes a log as it is, or line by line with what stands before each; lines that are not finished wait. */
export class LogPrinter {
  #rest = ''

  constructor(
    private readonly style: LineStyle,
    private readonly write: (text: string) => void,
  ) {}

  print(text: string): void {
    const {label, clock} = this.style
    if (label === undefined && clock === undefined) return this.write(text)
    const lines = `${this.#rest}${text}`.split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.write(`${this.#before()}${line}\n`)
  }

  /** To be called at the end of the log. */
  end(): void {
    if (this.#rest !== '') this.print('\n')
  }

  #before(): string {
    const {label, clock} = this.style
    const time = clock && `${clock()?.toISOString() ?? UNKNOWN_TIME} `
    return `${label === undefined ? '' : `${label} | `}${time ?? ''}`
  }
}
