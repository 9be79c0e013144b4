import {Transform, type Readable, type TransformCallback} from 'node:stream'
import {passOn} from './stderr-tail.js'

/** What the far side tells about the program it was asked to start. */
export type Told = {kind: 'pid'; pid: number} | {kind: 'missing' | 'nodir'}

/** Takes the far side's own line out of a program's stderr and passes the rest on. */
export class ToldLine extends Transform {
  /** What was told; undefined when stderr ended before. */
  readonly told: Promise<Told | undefined>
  readonly #line: RegExp
  #held: Buffer | undefined = Buffer.alloc(0)
  #tell: (told: Told | undefined) => void = () => undefined

  constructor(stderr: Readable, token: string) {
    super()
    this.#line = new RegExp(`${token} (?:pid (\\d+)|(missing|nodir))\n`)
    this.told = new Promise((resolve) => (this.#tell = resolve))
    passOn(stderr, this)
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#held === undefined) return done(null, chunk)
    this.#held = Buffer.concat([this.#held, chunk])
    // One letter a byte, so that positions in the text are positions in the bytes.
    const found = this.#line.exec(this.#held.toString('latin1'))
    if (found === null) return done()
    this.push(this.#held.subarray(0, found.index))
    this.push(this.#held.subarray(found.index + found[0].length))
    this.#held = undefined
    this.#tell(toldBy(found))
    done()
  }

  override _flush(done: TransformCallback): void {
    this.#tell(undefined)
    done(null, this.#held)
  }
}

function toldBy([, pid, failure]: RegExpExecArray): Told {
  if (pid !== undefined) return {kind: 'pid', pid: Number(pid)}
  return {kind: failure === 'nodir' ? 'nodir' : 'missing'}
}
