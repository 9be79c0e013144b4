import type {Readable} from 'node:stream'
import {LARGEST_UPLOAD_BYTES} from '../resources/session-files.js'

/** So much is read ahead of what has been taken. */
const AHEAD_BYTES = 4 * 1024 * 1024

/** A stream cut into pieces that a manager takes as files. */
export class PiecedInput {
  #waiting: Buffer[] = []
  #bytes = 0
  #ended = false

  /** @param onMore called when there is something to take, or nothing will come any more */
  constructor(
    private readonly source: Readable,
    onMore: () => void,
  ) {
    const end = (): void => {
      this.#ended = true
      onMore()
    }
    source.on('data', (chunk: Buffer) => {
      this.#waiting.push(chunk)
      this.#bytes += chunk.length
      if (this.#bytes > AHEAD_BYTES) source.pause()
      onMore()
    })
    for (const event of ['end', 'error', 'close']) source.once(event, end)
  }

  /** Whether all has been taken. */
  get isOver(): boolean {
    return this.#ended && this.#bytes === 0
  }

  /** What has come, in this many pieces at most. */
  take(most: number): Buffer[] {
    if (this.#bytes === 0 || most <= 0) return []
    const all = Buffer.concat(this.#waiting)
    const taken = all.subarray(0, most * LARGEST_UPLOAD_BYTES)
    const rest = all.subarray(taken.length)
    this.#waiting = rest.length > 0 ? [rest] : []
    this.#bytes = rest.length
    if (!this.#ended) this.source.resume()
    return Array.from({length: Math.ceil(taken.length / LARGEST_UPLOAD_BYTES)}, (_, index) =>
      taken.subarray(index * LARGEST_UPLOAD_BYTES, (index + 1) * LARGEST_UPLOAD_BYTES),
    )
  }

  close(): void {
    this.source.destroy()
  }
}
