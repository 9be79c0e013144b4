import {formatSize} from '../sdk/index.js'

const EVERY_MS = 200

/** A line on stderr that tells how far a copy is; nothing where stderr is no terminal. */
export class ProgressLine {
  #shownAt = 0
  #isShown = false

  constructor(
    private readonly stderr: NodeJS.WriteStream,
    private readonly what: string,
  ) {}

  /** The total is shown when it is known. */
  readonly show = (bytes: number): void => {
    const now = performance.now()
    if (!this.stderr.isTTY || now - this.#shownAt < EVERY_MS) return
    this.#shownAt = now
    this.#isShown = true
    this.stderr.write(`\r\u001B[K${this.what}: ${formatSize(bytes)}`)
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isShown) this.stderr.write('\r\u001B[K')
    this.#isShown = false
  }
}
