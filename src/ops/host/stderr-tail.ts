import {finished, Transform, type Readable, type TransformCallback} from 'node:stream'
import {settlesWithin} from './process.js'

const KEPT = 8192
/** A program's children may hold its stderr open after it has ended. */
const LONGEST_WAIT_MS = 500

/** A program's stderr on its way to the reader; the last words are kept for the program's error. */
export class StderrTail extends Transform {
  #kept = Buffer.alloc(0)
  readonly #ended: Promise<void>

  constructor(source: Readable) {
    super()
    this.#ended = new Promise((resolve) => void this.once('finish', resolve))
    passOn(source, this)
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-KEPT)
    done(null, chunk)
  }

  /** What was said last, once it has all been said. */
  async text(): Promise<string> {
    await settlesWithin(this.#ended, LONGEST_WAIT_MS)
    return this.#kept.toString('utf8')
  }
}

/** Pipes, and ends the target quietly even where the source was destroyed. */
export function passOn(source: Readable, target: Transform): void {
  source.pipe(target)
  finished(source, {writable: false}, () => target.end())
}
