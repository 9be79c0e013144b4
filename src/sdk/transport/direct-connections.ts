import type * as plain from 'node:http'
import type {Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders} from 'node:http'
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

/** Node's client for one of the two schemes. */
type Http = typeof plain | typeof secure

/** Connections straight to the server, by Node's own client: it is there without loading anything. */
export class DirectConnections implements Connections {
  readonly #agents = new Map<string, Agent>()
  readonly #underWay = new Set<ClientRequest>()
  #closed = false

  constructor(private readonly options: ConnectionsOptions) {}

  async request(asked: ConnectionRequest): Promise<Received> {
    // Each is loaded only where it is spoken.
    const http = asked.url.protocol === 'https:' ? await import('node:https') : await import('node:http')
    // A kept connection that the server closed in the meantime must not be used again: one whole round of the event
    // loop hears of it.
    if (this.#agents.size > 0) await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    if (this.#closed) throw closedError()
    return this.#send(asked, http)
  }

  destroy(): Promise<void> {
    this.#closed = true
    for (const request of this.#underWay) request.destroy(closedError())
    for (const agent of this.#agents.values()) agent.destroy()
    return Promise.resolve()
  }

  #send({url, method, headers, body, signal}: ConnectionRequest, http: Http): Promise<Received> {
    const agent = this.#agents.get(url.protocol) ?? new http.Agent(this.#agentOptions())
    this.#agents.set(url.protocol, agent)
    const request = http.request({
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      method,
      headers: withLength(headers, body),
      agent,
    })
    this.#underWay.add(request)
    request.once('close', () => this.#underWay.delete(request))
    this.#limitConnecting(request, url.protocol === 'https:' ? 'secureConnect' : 'connect')
    return new Promise((resolve, reject) => {
      request.on('error', (error) => reject(toldApart(error)))
      request.once('response', (answer) => resolve(received(answer, signal)))
      endWith(signal, request)
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

/** Node's client tells the length of a body only with methods that usually have one: of a DELETE it would be taken for the next request. */
function withLength(
  headers: ConnectionRequest['headers'],
  body: ConnectionRequest['body'],
): OutgoingHttpHeaders {
  return body === undefined ? headers : {...headers, 'content-length': Buffer.byteLength(body)}
}

/** Node has one code for a reset and for an end without an answer; only the first comes from the system. */
function toldApart(error: Error): Error {
  const wasEnded = 'code' in error && error.code === 'ECONNRESET' && !('syscall' in error)
  return wasEnded
    ? new ConnectionError('CONNECTION_CLOSED', 'The server closed the connection.', error)
    : error
}

function received(answer: IncomingMessage, signal: AbortSignal): Received {
  const {statusCode = 0, headers} = answer
  endWith(signal, answer)
  // Its readers are told by the stream; here it only must not count as an error that nobody heeds.
  answer.on('error', () => undefined)
  return {statusCode, headers, body: Object.assign(answer, {text: () => textOf(answer)})}
}

/** Ends a request or the reading of an answer for the signal's reason. */
function endWith(signal: AbortSignal, stream: ClientRequest | IncomingMessage): void {
  const onAbort = (): void => void stream.destroy(signal.reason as Error)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, {once: true})
  stream.once('close', () => signal.removeEventListener('abort', onAbort))
}

function textOf(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (piece: string) => (text += piece))
    answer.once('end', () => resolve(text))
    answer.once('error', reject)
  })
}

function closedError(): ConnectionError {
  return new ConnectionError('CLIENT_CLOSED', 'The client is closed.')
}
