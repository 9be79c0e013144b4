import {once} from 'node:events'
import type {ClientRequest, IncomingMessage} from 'node:http'
import type {Duplex} from 'node:stream'
import type {WebSocket} from 'ws'
import {UnreachableError, type SdkError} from '../errors.js'
import {readRefusal} from './answer.js'
import {certificates} from './certificates.js'
import {readConnectionFailure} from './connection-failure.js'
import type {ProxyOptions, TlsOptions, TraceEvent} from './options.js'
import {proxyFor} from './proxy.js'
import {TimeLimit, until} from './time-limit.js'

/** A WebSocket to open, with everything that proves who asks. */
export interface WebSocketTarget {
  /** The http(s) address, as it was signed. */
  url: URL
  endpoint: string
  headers: Readonly<Record<string, string>>
  tls: TlsOptions | undefined
  proxy: ProxyOptions | undefined
  /** Time for connection and handshake; the stream itself has no limit. */
  timeoutMs: number
  signal: AbortSignal | undefined
  trace: (end: Pick<TraceEvent, 'status' | 'error' | 'elapsedMs'>) => void
  /**
   * What is written and read: bytes whose messages mean nothing, or messages: texts are sent as texts, each read gives one
   * message, and a close for another reason than its end is an error.
   */
  of?: 'bytes' | 'messages' | undefined
}

/** Close codes of a stream that has come to its end: the reason given, and none given. */
const ENDED = [1000, 1005]

/** Pings go out this often; managers use them as a sign of life too. */
const PING_EVERY_MS = 10_000
/** After so long without a byte or a pong the connection is given up. */
const SILENT_FOR_MS = 25_000
/** aiohttp takes no message of more than 4 MiB. */
const HIGH_WATER_BYTES = 256 * 1024

/**
 * Opens a WebSocket as a stream of bytes, with back-pressure both ways. It is destroyed with an `UnreachableError` when
 * the manager says nothing any more. Rejects as requests do: with the error the manager answered, `UnreachableError`, …
 */
export async function openWebSocket(target: WebSocketTarget): Promise<Duplex> {
  const limit = new TimeLimit(target.timeoutMs, target.signal)
  const started = performance.now()
  const end = () => ({elapsedMs: Math.round(performance.now() - started)})
  try {
    const stream = await until(limit.signal, handshake(target, limit.signal))
    target.trace({status: 101, ...end()})
    return stream
  } catch (cause) {
    const error = errorOf(cause, target)
    target.trace({
      ...(error.status === undefined ? {error: error.message} : {status: error.status}),
      ...end(),
    })
    throw error
  } finally {
    limit.release()
  }
}

/** Carries the manager's answer out of the handshake. */
class Refused extends Error {
  constructor(readonly error: SdkError) {
    super(error.message)
  }
}

function errorOf(cause: unknown, {endpoint, timeoutMs, signal}: WebSocketTarget): SdkError {
  if (cause instanceof Refused) return cause.error
  return readConnectionFailure(cause, endpoint, timeoutMs, signal).error
}

async function handshake(target: WebSocketTarget, signal: AbortSignal): Promise<Duplex> {
  const {WebSocket: Client, createWebSocketStream} = await import('ws')
  const {url, tls = {}} = target
  const proxy = proxyFor(url, target.proxy)
  const tunnel = proxy && (await (await import('./tunnel.js')).openTunnel(proxy, url, {tls, signal}))
  const address = new URL(url)
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new Client(address, {
    headers: {...target.headers},
    perMessageDeflate: false,
    followRedirects: false,
    ...certificates(tls),
    ...(tunnel && {createConnection: () => tunnel}),
  })
  // Made before the socket is open: the first bytes may come together with the answer, and would find nobody.
  const messages = {readableObjectMode: true, decodeStrings: false}
  if (target.of === 'messages') failWhenCut(socket, () => stream, target.endpoint)
  const stream: Duplex = createWebSocketStream(socket, {
    ...{highWaterMark: HIGH_WATER_BYTES},
    ...(target.of === 'messages' && messages),
  })
  // Whoever uses the stream listens too; an aborted handshake fails after nobody waits for it.
  stream.on('error', () => undefined)
  // A WebSocket has no halves: nobody hears what is written after the other side went.
  stream.once('end', () => stream.destroy())
  try {
    await Promise.race([once(socket, 'open', {signal}), refusal(socket, url)])
    watchLife(socket, stream, target.endpoint)
    return stream
  } catch (error) {
    stream.destroy()
    throw error
  }
}

/** Listens before the stream does, to which every close is an end. */
function failWhenCut(socket: WebSocket, stream: () => Duplex, endpoint: string): void {
  socket.once('close', (code) => {
    if (ENDED.includes(code)) return
    stream().destroy(new UnreachableError(`The stream from ${endpoint} was cut (code ${code}).`))
  })
}

async function refusal(socket: WebSocket, url: URL): Promise<never> {
  const [, answer] = await new Promise<[ClientRequest, IncomingMessage]>((resolve) =>
    socket.once('unexpected-response', (...all) => resolve(all)),
  )
  const {text} = await import('node:stream/consumers')
  const body = {text: () => text(answer)}
  const {error} = await readRefusal(answer.statusCode ?? 0, answer.headers, body, url)
  throw new Refused(error)
}

/** A connection that is cut without a word looks alive for hours; pings tell. */
function watchLife(socket: WebSocket, stream: Duplex, endpoint: string): void {
  let heard = performance.now()
  const hear = (): void => void (heard = performance.now())
  socket.on('message', hear).on('pong', hear).on('ping', hear)
  const timer = setInterval(() => {
    if (performance.now() - heard > SILENT_FOR_MS && !socket.isPaused) {
      stream.destroy(
        new UnreachableError(`The connection to ${endpoint} was lost: it does not answer any more.`),
      )
    } else if (socket.readyState === socket.OPEN) {
      socket.ping()
    }
  }, PING_EVERY_MS)
  socket.once('close', () => clearInterval(timer))
}
