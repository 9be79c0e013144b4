import {stripVTControlCharacters} from 'node:util'
import {rulerFor} from './ruler.js'
import type {Output} from './terminal.js'
import type {Writer} from './writer.js'

const ESC = '\u001b['
const HIDE_CURSOR = `${ESC}?25l`
const SHOW_CURSOR = `${ESC}?25h`
const CLEAR_LINE = `${ESC}2K`
const CLEAR_BELOW = `${ESC}J`

/** A block of lines on a terminal that is drawn over itself, so that watching never scrolls. */
export class Screen {
  private drawn: readonly string[] | undefined

  constructor(
    private readonly writer: Writer,
    private readonly out: Output,
  ) {}

  /** Lines that can be drawn: more could not be reached again by the cursor. */
  get height(): number {
    return Math.max(1, (this.out.rows ?? 24) - 1)
  }

  /** Shows these lines in place of the last ones. */
  async draw(lines: readonly string[]): Promise<void> {
    const start = this.drawn === undefined ? HIDE_CURSOR : await this.back(this.drawn)
    this.drawn = lines
    // A line is cleared before it is written: after a full line the cursor stands on its last cell.
    const body = lines.map((line) => `${CLEAR_LINE}${line}\n`).join('')
    await this.writer.write(start + body + CLEAR_BELOW)
  }

  /** Leaves the last lines where they are and gives the cursor back. */
  async close(): Promise<void> {
    if (this.drawn !== undefined) await this.writer.write(SHOW_CURSOR)
  }

  private async back(lines: readonly string[]): Promise<string> {
    const plain = lines.map((line) => stripVTControlCharacters(line))
    const ruler = await rulerFor(plain)
    // A terminal that became narrower has wrapped the old lines.
    const taken = plain.map((line) => Math.max(1, Math.ceil(ruler.width(line) / this.out.columns)))
    const up = Math.min(
      this.height,
      taken.reduce((sum, count) => sum + count, 0),
    )
    return up > 0 ? `${ESC}${up}A\r` : '\r'
  }
}
