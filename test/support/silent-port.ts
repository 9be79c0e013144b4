import {once} from 'node:events'
import {createServer, type AddressInfo, type Socket} from 'node:net'

/** A port on 127.0.0.1 that takes connections and never says a word: TLS to it hangs for ever. */
export class SilentPort {
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((socket) => {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
  })

  static async open(): Promise<SilentPort> {
    const port = new SilentPort()
    port.#server.listen(0, '127.0.0.1')
    await once(port.#server, 'listening')
    return port
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resolves when somebody has connected. */
  async connection(): Promise<void> {
    if (this.#sockets.size === 0) await once(this.#server, 'connection')
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
