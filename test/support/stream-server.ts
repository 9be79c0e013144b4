import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {createServer, type IncomingMessage} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Duplex} from 'node:stream'
import {NEWEST} from './manager.js'

/** What to do with a request for a WebSocket; the connection is its own. */
export type OnUpgrade = (request: IncomingMessage, socket: Duplex) => void

/** A server that shakes hands as a manager does and hands over requests for WebSockets with their raw connection. */
export class StreamServer {
  /** The requests for WebSockets that came. */
  readonly requests: IncomingMessage[] = []
  readonly #sockets = new Set<Duplex>()
  readonly #server = createServer((_request, response) => {
    response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(NEWEST))
  })

  private constructor(onUpgrade: OnUpgrade) {
    this.#server.on('upgrade', (request, socket) => {
      this.requests.push(request)
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      onUpgrade(request, socket)
    })
  }

  static async start(onUpgrade: OnUpgrade): Promise<StreamServer> {
    const server = new StreamServer(onUpgrade)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

/** The answer that opens a WebSocket. */
export function opening(request: IncomingMessage): string {
  const proof = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  return [...head, `Sec-WebSocket-Accept: ${proof}`, '', ''].join('\r\n')
}

/** A short binary message, as a server sends it. */
export function binaryFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x82, text.length]), Buffer.from(text)])
}
