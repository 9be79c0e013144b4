import {Writable} from 'node:stream'
import {finished} from 'node:stream/promises'

/** What is kept of the end of a channel, for a test report. */
const KEPT_BYTES = 64 * 1024
const NEWLINE = 0x0a

/**
 * One channel of a job, or of a command in one of several sessions, on its way to the terminal: whole lines with
 * its name before them when several share it, as it is otherwise. Never ahead of a slow reader.
 */
export class JobOutput extends Writable {
  readonly #kept: Buffer[] = []
  #keptBytes = 0
  #line: Buffer[] = []

  /** @param prefix empty for a job that has the channel to itself */
  constructor(
    private readonly target: Writable,
    private readonly prefix: string,
  ) {
    super()
  }

  /** The end of what was written. */
  get tail(): string {
    return Buffer.concat(this.#kept).subarray(-KEPT_BYTES).toString('utf8')
  }

  /** Writes what is left of a last line. Where nobody reads any more, there is nothing to write. */
  async flush(): Promise<void> {
    if (this.destroyed) return
    this.end()
    await finished(this).catch(() => undefined)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#keep(chunk)
    const ready = this.prefix === '' ? chunk : this.#wholeLines(chunk)
    if (ready.length === 0) done()
    else this.target.write(ready, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#line.length === 0) done()
    else this.target.write(Buffer.concat([Buffer.from(this.prefix), ...this.#line, Buffer.from('\n')]), done)
  }

  #keep(chunk: Buffer): void {
    this.#kept.push(chunk)
    this.#keptBytes += chunk.length
    while (this.#kept[0] && this.#keptBytes - this.#kept[0].length >= KEPT_BYTES) {
      this.#keptBytes -= this.#kept.shift()?.length ?? 0
    }
  }

  #wholeLines(chunk: Buffer): Buffer {
    const pieces: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      pieces.push(Buffer.from(this.prefix), ...this.#line, chunk.subarray(start, end + 1))
      this.#line = []
      start = end + 1
    }
    if (start < chunk.length) this.#line.push(chunk.subarray(start))
    return Buffer.concat(pieces)
  }
}
