import type {Duplex, Readable, Writable} from 'node:stream'

/** So many bytes may wait for slow readers before nothing more is taken from the connection. */
const TOO_MUCH_BYTES = 4 * 1024 * 1024
const LITTLE_BYTES = 1024 * 1024

/**
 * What has come through one ssh connection and waits to be written. The window of a channel, by which ssh holds a sender
 * back, must never be used up: the ssh server of 26.8.3's sessions goes on sending then, and what it sends is lost.
 * So channels are always read, and the connection below them is paused instead.
 */
export class Backlog {
  #bytes = 0
  #free = false

  constructor(private readonly transport: Duplex) {}

  /** Passes on everything a channel gives. Resolves when all is written; rejects when it cannot be written. */
  async pump(source: Readable, sink: Writable): Promise<void> {
    let waiting = 0
    await new Promise<void>((resolve, reject) => {
      let ended = false
      const settle = (): void => {
        if (!ended || waiting > 0) return
        sink.off('error', fail)
        resolve()
      }
      const fail = (error: Error): void => {
        reject(error)
        source.resume()
      }
      sink.once('error', fail)
      source.on('data', (chunk: Buffer) => {
        if (sink.destroyed || sink.errored) return
        waiting += 1
        this.#add(chunk.length)
        sink.write(chunk, () => {
          waiting -= 1
          this.#add(-chunk.length)
          settle()
        })
      })
      source.once('end', () => {
        ended = true
        settle()
      })
    })
  }

  /** From now on the connection is read however much waits: something that ends the senders is on its way. */
  free(): void {
    this.#free = true
    this.transport.resume()
  }

  #add(bytes: number): void {
    this.#bytes += bytes
    if (this.#free) return
    if (this.#bytes > TOO_MUCH_BYTES) this.transport.pause()
    else if (this.#bytes < LITTLE_BYTES && this.transport.isPaused()) this.transport.resume()
  }
}
