import {once} from 'node:events'
import {createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import type {AddressInfo, Socket} from 'node:net'

/** A request as it came over the wire. */
export interface RecordedRequest {
  method: string
  /** The request target, percent-encoded as it was sent. */
  target: string
  headers: IncomingHttpHeaders
  body: string
  /** Milliseconds on a clock that only runs forward. */
  at: number
}

/** What to answer: an object as JSON, or a function that has the socket in its hands. */
export type Reply =
  | {status?: number; headers?: Readonly<Record<string, string | string[]>>; json?: unknown; body?: string}
  | ((request: RecordedRequest, response: ServerResponse) => void)

export interface HttpServerOptions {
  /** Any free one when left out. */
  port?: number
  /** PEM texts: speaks TLS. */
  tls?: {cert: string; key: string; ca?: string; requestCert?: boolean}
}

/** A real HTTP server on 127.0.0.1 with scripted replies. What is not scripted is answered with 404. */
export class HttpServer {
  readonly requests: RecordedRequest[] = []
  readonly #scripts = new Map<string, Reply[]>()
  readonly #sockets = new Set<Socket>()
  readonly #server
  #arrived: (() => void)[] = []
  #port = 0

  private constructor(private readonly options: HttpServerOptions) {
    const listener = (request: IncomingMessage, response: ServerResponse) =>
      void this.#serve(request, response)
    this.#server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener)
    this.#server.keepAliveTimeout = 0
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  static async start(options: HttpServerOptions = {}): Promise<HttpServer> {
    const server = new HttpServer(options)
    server.#server.listen(options.port ?? 0, '127.0.0.1')
    await once(server.#server, 'listening')
    server.#port = (server.#server.address() as AddressInfo).port
    return server
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`
  }

  get openConnections(): number {
    return this.#sockets.size
  }

  /** Scripts `METHOD /path` (without query): the replies are given in turn, the last one again and again. */
  reply(route: string, ...replies: readonly Reply[]): this {
    this.#scripts.set(route, [...replies])
    return this
  }

  /** The requests that came to `METHOD /path`, whatever their query. */
  requestsTo(route: string): RecordedRequest[] {
    return this.requests.filter((request) => routeOf(request) === route)
  }

  /** The one request that came to `METHOD /path`. Throws when there were none or several. */
  requestTo(route: string): RecordedRequest {
    const [first, second] = this.requestsTo(route)
    if (!first || second) {
      throw new Error(`Expected one request to ${route}, got: ${this.requests.map(routeOf).join(', ')}`)
    }
    return first
  }

  /** Resolves when so many requests to `METHOD /path` have arrived. */
  async arrival(route: string, count = 1): Promise<RecordedRequest[]> {
    while (this.requestsTo(route).length < count) {
      await new Promise<void>((resolve) => this.#arrived.push(resolve))
    }
    return this.requestsTo(route)
  }

  /** Resolves when no connection is open any more. */
  async silence(): Promise<void> {
    while (this.#sockets.size > 0)
      await Promise.all([...this.#sockets].map((socket) => once(socket, 'close')))
  }

  /** Cuts every open connection; the server goes on listening. */
  cutConnections(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    message.on('error', () => undefined)
    for await (const chunk of message) chunks.push(chunk as Buffer)
    const request: RecordedRequest = {
      method: message.method ?? '',
      target: message.url ?? '',
      headers: message.headers,
      body: Buffer.concat(chunks).toString(),
      at: performance.now(),
    }
    this.requests.push(request)
    for (const wake of this.#arrived.splice(0)) wake()
    answer(this.#nextReply(request), request, response)
  }

  #nextReply(request: RecordedRequest): Reply {
    const script = this.#scripts.get(routeOf(request)) ?? []
    const reply = script.length > 1 ? script.shift() : script[0]
    return reply ?? problem(404, 'url-not-found', `Not scripted: ${routeOf(request)}`)
  }
}

function answer(reply: Reply, request: RecordedRequest, response: ServerResponse): void {
  if (typeof reply === 'function') {
    reply(request, response)
    return
  }
  const isJson = reply.json !== undefined
  const headers = {'content-type': isJson ? 'application/json' : 'text/plain', ...reply.headers}
  response.writeHead(reply.status ?? 200, headers)
  response.end(isJson ? JSON.stringify(reply.json) : (reply.body ?? ''))
}

function routeOf(request: RecordedRequest): string {
  return `${request.method} ${request.target.split('?')[0] ?? ''}`
}

/** An error as managers send it. */
export function problem(
  status: number,
  slug: string,
  title: string,
  more: Readonly<Record<string, unknown>> = {},
): Reply {
  const json = {type: `https://api.backend.ai/probs/${slug}`, title, ...more}
  return {status, json, headers: {'content-type': 'application/problem+json; charset=utf-8'}}
}

/** Takes the request and says nothing. */
export const silence: Reply = () => undefined

/** Sends the head and the beginning of a body, then nothing more. */
export const stalledBody: Reply = (_request, response) => {
  response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'})
  response.write('{"beginning":')
}

/** Cuts the connection instead of answering. */
export const reset: Reply = (_request, response) => {
  response.socket?.resetAndDestroy()
}

/** Sends the head and the beginning of a body, then cuts the connection. */
export const cutBody: Reply = (_request, response) => {
  response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'})
  response.write('{"beginning":', () => setImmediate(() => response.socket?.resetAndDestroy()))
}
