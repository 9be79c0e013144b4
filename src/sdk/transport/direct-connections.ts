import type * as plain from 'node:http'
import type {Agent, ClientRequest, IncomingMessage} from 'node:http'
import type * as secure from 'node:https'
import type {AgentOptions as SecureAgentOptions} from 'node:https'
import type {ConnectionRequest, Connections, ConnectionsOptions, Received} from './connections.js'
import {certificates} from './certificates.js'

/** A connection that nobody uses is closed after this time, or earlier when the server says so. */
const IDLE_MS = 10_000

/** Why a request has no answer; `code` as in the errors of Node's sockets. */
class ConnectionError extends Error {
  constructor(
    readonly code: 'CONNECT_TIMEOUT' | 'CONNECTION_CLOSED' | 'CLIENT_CLOSED',
    message: string,
    cause?: Error,
  ) {
    super(message, {cause})
  }
}

/** Node's client for one of the two schemes, and its kept connections. */
interface Way {
  http: typeof plain | typeof secure
  agent: Agent
}

/** Connections straight to the server, by Node's own client: it is there without loading anything. */
export class DirectConnections implements Connections {
  readonly #ways = new Map<string, Way>()
  readonly #underWay = new Set<ClientRequest>()
  #closed = false

  constructor(private readonly options: ConnectionsOptions) {}

  async request(asked: ConnectionRequest): Promise<Received> {
    const {protocol} = asked.url
    const way = this.#ways.get(protocol)
    // A kept connection that the server closed in the meantime must not be used again: one whole round of the event
    // loop hears of it.
    if (way) await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    const open = way ?? (await this.#open(protocol))
    if (this.#closed) throw closedError()
    return this.#send(asked, open)
  }

  destroy(): Promise<void> {
    this.#closed = true
    for (const request of this.#underWay) request.destroy(closedError())
    for (const {agent} of this.#ways.values()) agent.destroy()
    return Promise.resolve()
  }

  async #open(protocol: string): Promise<Way> {
    // Each is loaded only where it is spoken.
    const http = protocol === 'https:' ? await import('node:https') : await import('node:http')
    const way = this.#ways.get(protocol) ?? {http, agent: new http.Agent(this.#agentOptions())}
    this.#ways.set(protocol, way)
    return way
  }

  #send(asked: ConnectionRequest, {http, agent}: Way): Promise<Received> {
    const {url, method, body, limit, whenSent} = asked
    const request = http.request({
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      method,
      headers: headerLines(asked),
      agent,
    })
    this.#underWay.add(request)
    if (whenSent) request.once('finish', whenSent)
    this.#limitConnecting(request, url.protocol === 'https:' ? 'secureConnect' : 'connect')
    return new Promise((resolve, reject) => {
      let open: ClientRequest | IncomingMessage = request
      request.on('error', (error) => reject(toldApart(error)))
      request.once('response', (answer) => {
        open = answer
        // Of a connection that is closed it may still be read.
        answer.once('close', forget)
        resolve(received(answer))
      })
      request.once('close', () => {
        this.#underWay.delete(request)
        if (open === request) forget()
      })
      const forget = limit.whenOver((reason) => void open.destroy(reason))
      request.end(body)
    })
  }

  #agentOptions(): SecureAgentOptions {
    return {keepAlive: true, timeout: IDLE_MS, ...certificates(this.options.tls)}
  }

  #limitConnecting(request: ClientRequest, connected: 'connect' | 'secureConnect'): void {
    const ms = this.options.connectTimeoutMs
    request.once('socket', (socket) => {
      if (!socket.connecting || ms <= 0) return
      const timer = setTimeout(
        () => request.destroy(new ConnectionError('CONNECT_TIMEOUT', `No connection within ${ms} ms.`)),
        ms,
      )
      const stop = (): void => clearTimeout(timer)
      socket.once(connected, stop)
      request.once('close', stop)
    })
  }
}

/**
 * Names and values in turn: what Node writes as it is, and sooner than an object. The length of a body is told with every
 * method: that of a DELETE would be taken for the next request.
 */
function headerLines({url, method, headers, body}: ConnectionRequest): string[] {
  const lines = ['host', url.host]
  for (const name in headers) lines.push(name, headers[name] ?? '')
  if (body !== undefined) lines.push('content-length', String(Buffer.byteLength(body)))
  else if (method !== 'GET' && method !== 'HEAD' && method !== 'DELETE') lines.push('content-length', '0')
  return lines
}

/** Node has one code for a reset and for an end without an answer; only the first comes from the system. */
function toldApart(error: Error): Error {
  const wasEnded = 'code' in error && error.code === 'ECONNRESET' && !('syscall' in error)
  return wasEnded
    ? new ConnectionError('CONNECTION_CLOSED', 'The server closed the connection.', error)
    : error
}

function received(answer: IncomingMessage): Received {
  const {statusCode = 0, headers} = answer
  // Its readers are told by the stream; here it only must not count as an error that nobody heeds.
  answer.on('error', () => undefined)
  return {statusCode, headers, body: Object.assign(answer, {text: () => textOf(answer)})}
}

function textOf(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    answer.on('data', (piece: Buffer) => pieces.push(piece))
    answer.once('end', () =>
      resolve((pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))?.toString() ?? ''),
    )
    answer.once('error', reject)
  })
}

function closedError(): ConnectionError {
  return new ConnectionError('CLIENT_CLOSED', 'The client is closed.')
}
