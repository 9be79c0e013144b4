import {once} from 'node:events'
import {createServer, request, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {text} from 'node:stream/consumers'

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
  readonly #target: URL
  readonly #server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing))

  private constructor(
    endpoint: string,
    /** The status to refuse a request with instead of passing it on. */
    private readonly refuses: (asked: PassedRequest) => number | undefined,
  ) {
    this.#target = new URL(endpoint)
    this.#server.on('connection', () => (this.connections += 1))
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
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight)
    outgoing.once('close', () => (this.#inFlight -= 1))
    const {method = '', url: path = '', headers} = incoming
    const asked = {method, path, body: await text(incoming)}
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
    passed.end(asked.body)
  }
}
