import {createInterface} from 'node:readline'
import type {Readable} from 'node:stream'
import type {LogSource} from './log-sources.js'

/** One line of a log. */
export interface LogLine {
  service: string
  host: string
  /** When it was written; null where the source does not tell. */
  at: Date | null
  text: string
}

const UNIX = /^(\d{9,})\.(\d{6}) \S+ [^:]*?: ?(.*)$/s
/** Before the time, compose names the container. */
const ISO = /^(?:[\w.-]+ +\| )?(\d{4}-\d\d-\d\dT[\d:]+)\.(\d+)Z ?(.*)$/s
/** compose v2 clears the terminal's line before each of its own, terminal or not. */
// eslint-disable-next-line no-control-regex
const CLEAR_LINE = /^\u001b\[2K/
/** What journalctl and compose v1 say besides the lines. */
const NOTHING = /^(-- (No entries|Journal begins|Logs begin|Boot )|Attaching to )/

/** Reads a source's lines. A line without time belongs to the one before it: a traceback stays together. */
export async function* readLines(stdout: Readable, {target, times}: LogSource): AsyncGenerator<LogLine> {
  const lines = createInterface({input: stdout, crlfDelay: Infinity})
  const of = {service: target.spec.name, host: target.host}
  let at: Date | null = null
  for await (const written of lines) {
    const line = written.replace(CLEAR_LINE, '')
    if (NOTHING.test(line)) continue
    const [time, text] = times === 'none' ? [null, line] : split(line, times)
    at = time ?? at
    yield {...of, at, text: time === null && times !== 'none' ? line.trimStart() : text}
  }
}

function split(line: string, times: 'unix' | 'iso'): [Date | null, string] {
  if (times === 'unix') {
    const [, seconds, micros, text = ''] = UNIX.exec(line) ?? []
    return seconds === undefined
      ? [null, line]
      : [new Date(Number(seconds) * 1000 + Number(micros) / 1000), text]
  }
  const [, whole, fraction = '0', text = ''] = ISO.exec(line) ?? []
  if (whole === undefined) return [null, line]
  return [new Date(Date.parse(`${whole}Z`) + Number(`0.${fraction}`) * 1000), text]
}

/** Merges sources that are each in order, as far as they come; nothing is kept but one line of each. */
export async function* mergeByTime(sources: readonly AsyncGenerator<LogLine>[]): AsyncGenerator<LogLine> {
  const heads = await Promise.all(sources.map(async (lines) => ({lines, next: await lines.next()})))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done) continue
      if (!first || time(head.next.value) < time(first.next.value as LogLine)) first = head
    }
    if (!first || first.next.done) return
    yield first.next.value
    first.next = await first.lines.next()
  }
}

function time(line: LogLine): number {
  return line.at?.getTime() ?? 0
}

/** In the order of their times; lines of the same moment keep theirs. */
export function inTimeOrder(lines: readonly LogLine[]): LogLine[] {
  return lines.toSorted((a, b) => time(a) - time(b))
}
