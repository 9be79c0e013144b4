import {once} from 'node:events'
import {createServer, request as send, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

/** A request that stands before the gate, or an answer that stands behind it. */
export interface Held {
  /** Lets it through. */
  release: () => void
}

/**
 * A way to a server that can be closed for chosen requests: what a client does while it waits becomes a matter of order
 * instead of time. All others pass unchanged, with the host that the client signed.
 */
export class Gate {
  readonly #server = createServer((request, response) => void this.#pass(request, response))
  readonly #counts = new Map<string, number>()
  readonly #waiting = new Map<string, (held: Held) => void>()

  private constructor(private readonly target: URL) {}

  static async before(endpoint: string): Promise<Gate> {
    const gate = new Gate(new URL(endpoint))
    gate.#server.listen(0, '127.0.0.1')
    await once(gate.#server, 'listening')
    return gate
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** How many requests came for `METHOD /path`. */
  arrived(route: string): number {
    return this.#counts.get(route) ?? 0
  }

  /** Holds the answer to the n-th request for `METHOD /path`: the server has done its work by then. */
  holdAnswer(route: string, nth: number): Promise<Held> {
    return new Promise((resolve) => this.#waiting.set(`${route} ${nth}`, resolve))
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${request.url?.split('?')[0]}`
    const count = this.arrived(route) + 1
    this.#counts.set(route, count)
    const {hostname, port} = this.target
    const {method, url: path, headers} = request
    const onward = send({hostname, port, method, path, headers})
    request.pipe(onward)
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    const tell = this.#waiting.get(`${route} ${count}`)
    if (tell) await new Promise<void>((release) => tell({release}))
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('error', () => response.destroy())
    answer.pipe(response)
  }
}
