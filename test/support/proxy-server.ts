import {once} from 'node:events'
import {createServer, type IncomingMessage} from 'node:http'
import {connect, type AddressInfo, type Socket} from 'node:net'

export interface ProxyOptions {
  /** Where every tunnel ends, whatever host was asked for. */
  targetPort: number
  /** `user:password` that tunnels need. */
  account?: string
}

/** A real HTTP proxy on 127.0.0.1 that opens tunnels (`CONNECT`). */
export class ProxyServer {
  /** The `host:port` of every tunnel that was asked for. */
  readonly tunnels: string[] = []
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((_request, response) => response.writeHead(400).end('Only tunnels here'))

  private constructor(private readonly options: ProxyOptions) {
    this.#server.on('connect', (request: IncomingMessage, socket: Socket) => this.#open(request, socket))
  }

  static async start(options: ProxyOptions): Promise<ProxyServer> {
    const proxy = new ProxyServer(options)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  #open(request: IncomingMessage, socket: Socket): void {
    this.tunnels.push(request.url ?? '')
    this.#keep(socket)
    if (!this.#isAllowed(request)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nConnection: close\r\n\r\n')
      return
    }
    const target = connect(this.options.targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    this.#keep(target)
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }

  #isAllowed(request: IncomingMessage): boolean {
    const {account} = this.options
    if (account === undefined) return true
    return request.headers['proxy-authorization'] === `Basic ${Buffer.from(account).toString('base64')}`
  }
}
