import {createServer, type ClientRequest, type IncomingMessage, type ServerResponse} from 'node:http'
import type {Duplex} from 'node:stream'
import {UnreachableError} from '../errors.js'
import type {OtherServers} from '../transport/other-server.js'
import type {AppEntry} from './app-proxy.js'
import {listenHere, type PortForward} from './port-forward.js'

/** Where to listen, and what requests are led to. */
export interface WebForwardOptions {
  /** @internal */
  servers: OtherServers
  entry: AppEntry
  /** Port to listen on, on 127.0.0.1 only; any free one when it is 0. */
  port: number
  signal: AbortSignal
  /** Called for a request that could not be led on. */
  onError: (error: Error) => void
}

/** Headers that belong to one connection and not to what is sent over it. */
const OF_CONNECTION = /^(connection|keep-alive|proxy-connection|proxy-authorization)$/i

/**
 * Listens on 127.0.0.1 and leads requests and WebSockets on to an application behind the app proxy, with the cookie
 * that lets them in. The application sees the app proxy's address as host and origin, as if a browser had gone there.
 */
export async function forwardWeb(options: WebForwardOptions): Promise<PortForward> {
  const server = createServer((incoming, response) => void passRequest(incoming, response, options))
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    void passUpgrade(incoming, {socket, head}, options)
  })
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (_incoming, socket: Duplex) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
  })
  return listenHere(server, options, () => {
    server.closeAllConnections()
    for (const socket of upgraded) socket.destroy()
  })
}

async function passRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: WebForwardOptions,
): Promise<void> {
  const onward = await begin(incoming, options)
  if (!onward) return refuse(response)
  onward.once('error', (error) => {
    if (!response.headersSent) refuse(response)
    response.destroy()
    if (!options.signal.aborted && !incoming.destroyed) options.onError(error)
  })
  onward.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headersBack(answer, options))
    answer.once('error', () => response.destroy())
    answer.pipe(response)
  })
  response.once('close', () => onward.destroy())
  incoming.pipe(onward)
}

async function passUpgrade(
  incoming: IncomingMessage,
  {socket, head}: {socket: Duplex; head: Buffer},
  options: WebForwardOptions,
): Promise<void> {
  socket.on('error', () => socket.destroy())
  const onward = await begin(incoming, options)
  if (!onward) return void socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
  onward.once('error', () => socket.destroy())
  socket.once('close', () => onward.destroy())
  onward.once('response', (answer) => {
    // The application does not want it: its answer, in which the connection ends.
    socket.write(headOf(answer, options))
    answer.pipe(socket)
  })
  onward.once('upgrade', (answer: IncomingMessage, far: Duplex, first: Buffer) => {
    socket.write(headOf(answer, options))
    socket.write(first)
    far.on('error', () => socket.destroy())
    far.once('close', () => socket.destroy())
    socket.once('close', () => far.destroy())
    far.write(head)
    far.pipe(socket)
    socket.pipe(far)
  })
  onward.end()
}

/** The request to the app proxy, without its body; undefined when it cannot be reached. */
async function begin(
  incoming: IncomingMessage,
  {servers, entry, signal, onError}: WebForwardOptions,
): Promise<ClientRequest | undefined> {
  try {
    const {method, url: path} = incoming
    const headers = headersOn(incoming, entry)
    return await servers.request(entry.url, {method, path, headers, setHost: false, signal})
  } catch (error) {
    if (!signal.aborted) onError(error instanceof Error ? error : new UnreachableError(String(error)))
    return undefined
  }
}

function headersOn({rawHeaders, headers}: IncomingMessage, {url, cookies}: AppEntry): string[] {
  const here = `http://${headers.host ?? ''}`
  const own = pairsOf(rawHeaders).flatMap(([name, value]) => {
    const key = name.toLowerCase()
    if (key === 'host' || key === 'cookie') return []
    if (OF_CONNECTION.test(name) && headers.upgrade === undefined) return []
    if (key === 'origin' || key === 'referer') return [name, value.replace(here, url.origin)]
    return [name, value]
  })
  const cookie = [headers.cookie, ...cookies].filter((one) => one !== undefined).join('; ')
  return ['Host', url.host, ...own, ...(cookie === '' ? [] : ['Cookie', cookie])]
}

/** Addresses and cookies of the app proxy become those of the port here. */
function headersBack({rawHeaders, headers}: IncomingMessage, {entry}: WebForwardOptions): string[] {
  return pairsOf(rawHeaders).flatMap(([name, value]) => {
    const key = name.toLowerCase()
    if (OF_CONNECTION.test(name) && headers.upgrade === undefined) return []
    if (key === 'location' && value.startsWith(entry.url.origin)) {
      return [name, value.slice(entry.url.origin.length) || '/']
    }
    if (key === 'set-cookie') return [name, value.replace(/;\s*(secure|domain=[^;]*)(?=;|$)/gi, '')]
    return [name, value]
  })
}

function headOf(answer: IncomingMessage, options: WebForwardOptions): string {
  const lines = pairsOf(headersBack(answer, options)).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join('')}\r\n`
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : []))
}

function refuse(response: ServerResponse): void {
  response.writeHead(502, {'content-type': 'text/plain; charset=utf-8'})
  response.end('The application does not answer.\n')
}
