import {Writable} from 'node:stream'

/** More of a program's output than this is not kept. */
const MOST_BYTES = 16 * 1024 * 1024

/** Keeps what a program writes, as text. */
export class KeptText extends Writable {
  readonly #chunks: Buffer[] = []
  #bytes = 0

  get text(): string {
    return Buffer.concat(this.#chunks).subarray(0, MOST_BYTES).toString('utf8')
  }

  /** Whether there was more than is kept. */
  get isCut(): boolean {
    return this.#bytes > MOST_BYTES
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#bytes < MOST_BYTES) this.#chunks.push(chunk)
    this.#bytes += chunk.length
    done()
  }
}
