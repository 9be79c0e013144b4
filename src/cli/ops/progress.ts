import type {TerminalStream} from '../output/terminal.js'

const REDRAW_MS = 100
/** Where nothing can be redrawn, in a log, one line now and then tells that it goes on. */
const LOG_EVERY_MS = 10_000
const CLEAR = '\r\u001B[K'

/** What goes on, on stderr: steps that stay, and one line that changes where there is a terminal. */
export class ProgressLine {
  readonly #redraws: boolean
  #shown = false
  #last = Date.now()

  constructor(
    private readonly stderr: TerminalStream,
    {isDumb}: {isDumb: boolean},
  ) {
    this.#redraws = stderr.isTTY === true && !isDumb
  }

  /** A line that stays. */
  step(text: string): void {
    this.clear()
    this.stderr.write(`${text}\n`)
  }

  /** Told often; shown now and then. */
  update(text: () => string): void {
    const now = Date.now()
    if (now - this.#last < (this.#redraws ? REDRAW_MS : LOG_EVERY_MS)) return
    this.#last = now
    if (!this.#redraws) {
      this.stderr.write(`${text()}\n`)
      return
    }
    this.#shown = true
    this.stderr.write(`${CLEAR}${text().slice(0, (this.stderr.columns ?? 80) - 1)}`)
  }

  /** Takes the changing line away. */
  clear(): void {
    if (this.#shown) this.stderr.write(CLEAR)
    this.#shown = false
  }
}
