import {once} from 'node:events'
import {createServer, request, type IncomingMessage, type ServerResponse} from 'node:http'
import {connect, type AddressInfo, type Socket} from 'node:net'
import {buffer} from 'node:stream/consumers'

/** A request that came by. */
export interface PassedRequest {
  method: string
  path: string
  body: string
}

/** Stands in front of a manager, passes everything on, and counts. */
export class CountingProxy {
  readonly requests: PassedRequest[] = []
  /** Connections that were opened to it. */
  connections = 0
  /** The most requests that were under way at one time. */
  mostInFlight = 0
  #inFlight = 0
  readonly #streams = new Set<Socket>()
  readonly #target: URL
  readonly #server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing))

  private constructor(
    endpoint: string,
    /** The status to refuse a request with instead of passing it on. */
    private readonly refuses: (asked: PassedRequest) => number | undefined,
  ) {
    this.#target = new URL(endpoint)
    this.#server.on('connection', () => (this.connections += 1))
    this.#server.on('upgrade', (incoming: IncomingMessage, socket: Socket) => this.#lead(incoming, socket))
  }

  static async start(
    endpoint: string,
    refuses: (asked: PassedRequest) => number | undefined = () => undefined,
  ): Promise<CountingProxy> {
    const proxy = new CountingProxy(endpoint, refuses)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Begins to count anew. */
  reset(): void {
    this.requests.length = 0
    this.connections = 0
    this.mostInFlight = 0
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy()
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight)
    outgoing.once('close', () => (this.#inFlight -= 1))
    const {method = '', url: path = '', headers} = incoming
    const body = await buffer(incoming)
    const asked = {method, path, body: body.toString('utf8')}
    this.requests.push(asked)
    const status = this.refuses(asked)
    if (status !== undefined) {
      outgoing.writeHead(status, {'retry-after': '0', 'content-type': 'application/json'}).end('{}')
      return
    }
    const {hostname, port} = this.#target
    const passed = request({hostname, port, method, path, headers}, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    outgoing.on('close', () => passed.destroy())
    passed.end(body)
  }

  /** Passes a stream on, or refuses to open it. */
  #lead(incoming: IncomingMessage, socket: Socket): void {
    const {method = '', url: path = '', rawHeaders} = incoming
    const asked = {method, path, body: ''}
    this.requests.push(asked)
    const status = this.refuses(asked)
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
      return
    }
    const {hostname, port} = this.#target
    const target = connect(Number(port), hostname, () => {
      const headers = rawHeaders.map((text, index) => text + (index % 2 === 0 ? ': ' : '\r\n')).join('')
      target.write(`${method} ${path} HTTP/1.1\r\n${headers}\r\n`)
      socket.pipe(target).pipe(socket)
    })
    for (const end of [socket, target]) {
      this.#streams.add(end)
      end.on('error', () => undefined)
      end.once('close', () => this.#streams.delete(end))
    }
  }
}
