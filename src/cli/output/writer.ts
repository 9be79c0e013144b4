import type {Writable} from 'node:stream'
import type {Output} from './terminal.js'

const BATCH_CHARS = 16_384
/** The reader went away, as in `bai ps | head`: no failure. */
const READER_GONE = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'])

/**
 * Writes the payload: in batches, as soon as the source has to wait, and never ahead of a slow reader.
 * A reader that closes the pipe ends it quietly; every other failure of the stream is thrown.
 */
export class Writer {
  private readonly stream: Writable
  private pending = ''
  private flushing: NodeJS.Immediate | undefined
  private failure: Error | undefined
  private started = false

  constructor(private readonly out: Output) {
    this.stream = out.stdout
    this.stream.on('error', this.onError)
  }

  /** Whether somebody still reads. Producers stop when it is false. */
  get open(): boolean {
    return this.failure === undefined && !this.stream.destroyed
  }

  /** Takes text to write. Undefined when there is room for more at once, else resolves when there is. */
  write(text: string): Promise<void> | undefined {
    if (text === '' || !this.open) return undefined
    if (!this.started) {
      this.started = true
      this.out.onPayload?.()
    }
    this.pending += text
    if (this.pending.length < BATCH_CHARS && !this.stream.writableNeedDrain) {
      this.flushing ??= setImmediate(() => {
        this.push()
      })
      return undefined
    }
    this.push()
    return this.open && this.stream.writableNeedDrain ? this.drained() : undefined
  }

  /** Writes the rest and waits until the system has it. Rejects when it could not be written. */
  async end(): Promise<void> {
    if (this.open && this.pending.length + this.stream.writableLength > 0) {
      await new Promise<void>((resolve) => {
        this.push((error) => {
          this.failure ??= error ?? undefined
          resolve()
        })
      })
    }
    clearImmediate(this.flushing)
    this.rethrow()
  }

  private rethrow(): void {
    // After a failure the listener stays: the stream emits its error after the callback of the write.
    if (this.failure === undefined) this.stream.off('error', this.onError)
    else if (!('code' in this.failure && READER_GONE.has(String(this.failure.code)))) throw this.failure
  }

  private push(done?: (error?: Error | null) => void): void {
    clearImmediate(this.flushing)
    this.flushing = undefined
    const text = this.pending
    this.pending = ''
    if (this.open) this.stream.write(text, done)
    else done?.()
  }

  private async drained(): Promise<void> {
    await new Promise<void>((resolve) => {
      const events = ['drain', 'error', 'close']
      const settle = (): void => {
        for (const event of events) this.stream.off(event, settle)
        resolve()
      }
      for (const event of events) this.stream.once(event, settle)
    })
  }

  private readonly onError = (error: Error): void => {
    this.failure ??= error
  }
}
