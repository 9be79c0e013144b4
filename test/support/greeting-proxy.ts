import {once} from 'node:events'
import {createServer, request, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

/** What a manager says of itself at `GET /`. */
export interface Greeting {
  version: string
  manager: string
}

/** Stands in front of a manager and passes everything on, except that it gives another greeting. */
export class GreetingProxy {
  readonly #target: URL
  readonly #server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing))

  private constructor(
    endpoint: string,
    private readonly greeting: Greeting,
  ) {
    this.#target = new URL(endpoint)
  }

  static async start(endpoint: string, greeting: Greeting): Promise<GreetingProxy> {
    const proxy = new GreetingProxy(endpoint, greeting)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  /** The host header stays as it came: it is part of what was signed. */
  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (incoming.url === '/') {
      outgoing.setHeader('content-type', 'application/json')
      outgoing.end(JSON.stringify(this.greeting))
      return
    }
    const {method, url: path, headers} = incoming
    const {hostname, port} = this.#target
    const passed = request({hostname, port, method, path, headers}, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.destroy())
    outgoing.on('close', () => passed.destroy())
    incoming.pipe(passed)
  }
}
