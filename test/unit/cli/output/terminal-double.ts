import {Writable} from 'node:stream'

const ESC = '\u001b'
/** A control sequence, or a character. */
const TOKEN = new RegExp(`${ESC}\\[(\\??)(\\d*)([A-Za-z])|([\\s\\S])`, 'g')

/** A terminal: keeps what a person would see, wraps at its edge, scrolls at its foot, knows if its cursor shows. */
export class TerminalDouble extends Writable {
  /** All lines, those that scrolled out among them. */
  lines: string[] = ['']
  cursorShown = true
  private row = 0
  private column = 0

  constructor(
    public columns: number,
    readonly height: number,
  ) {
    super()
  }

  /** What is on the screen, without the empty lines below. */
  get screen(): string {
    return this.lines.slice(this.top()).join('\n').trimEnd()
  }

  /** How many lines have left the screen at its top. */
  get scrolled(): number {
    return this.top()
  }

  /** Wraps the lines at the new edge, as terminals do; the cursor stays behind the last one. */
  resize(columns: number): void {
    const wrap = (line: string): string[] => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']
    this.lines = this.lines.flatMap(wrap)
    this.columns = columns
    this.row = this.lines.length - 1
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (const [, mark, count, command, char] of chunk.toString().matchAll(TOKEN)) {
      if (char !== undefined) this.type(char)
      else this.obey(`${mark ?? ''}${mark ? (count ?? '') : ''}${command ?? ''}`, count ?? '')
    }
    done()
  }

  private top(): number {
    return Math.max(0, this.lines.length - this.height)
  }

  private type(char: string): void {
    if (char === '\r') this.column = 0
    else if (char === '\n') this.feed()
    else {
      if (this.column >= this.columns) this.feed()
      const line = (this.lines[this.row] ?? '').padEnd(this.column)
      this.lines[this.row] = line.slice(0, this.column) + char + line.slice(this.column + 1)
      this.column += 1
    }
  }

  private feed(): void {
    this.row += 1
    this.column = 0
    if (this.row === this.lines.length) this.lines.push('')
  }

  private obey(command: string, count: string): void {
    if (command === 'A') this.row = Math.max(this.top(), this.row - Number(count === '' ? 1 : count))
    else if (command === 'K' && count === '2') this.lines[this.row] = ''
    else if (command === 'J') {
      this.lines[this.row] = (this.lines[this.row] ?? '').slice(0, this.column)
      for (let below = this.row + 1; below < this.lines.length; below += 1) this.lines[below] = ''
    } else if (command === '?25l') this.cursorShown = false
    else if (command === '?25h') this.cursorShown = true
    else throw new Error(`This terminal does not know ${command}.`)
  }
}
