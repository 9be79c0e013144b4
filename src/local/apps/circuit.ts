import {createServer, request, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createTcpServer, type AddressInfo, type Server} from 'node:net'
import type {Duplex} from 'node:stream'
import {connectTo} from '../runtime/connect.js'
import {joinStreams} from '../runtime/join-streams.js'
import {serveApp, type AppTarget} from './connect-app.js'

const LOOPBACK = '127.0.0.1'
/** Cookie that lets a browser in; the same for all of a person's apps, since cookies know hosts and no ports. */
export const PERMIT_COOKIE = 'appproxy_permit'

/** A port of this machine that leads to one app. */
export interface Circuit {
  readonly port: number
  close(): void
}

/** Opens a port whose connections are the app's own. */
export async function openTcpCircuit(target: AppTarget): Promise<Circuit> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy())
    void serveApp(socket, target).then((isServed) => {
      if (!isServed) socket.destroy()
    })
  })
  return listening(server, () => undefined)
}

/** Opens a port for browsers: requests and WebSockets of those who have the permit go on to the app. */
export async function openHttpCircuit(target: AppTarget, permit: string): Promise<Circuit> {
  const server = createServer((incoming, response) => {
    if (hasPermit(incoming, permit)) void forward(incoming, response, target)
    else refuse(response, 401, 'Open the app with: bai session app')
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (hasPermit(incoming, permit)) void forwardStream(incoming, {socket, head}, target)
    else socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
  return listening(server, () => server.closeAllConnections())
}

async function listening(server: Server, cut: () => void): Promise<Circuit> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, resolve)
  })
  // Listening on TCP, so the address is no pipe name.
  const {port} = server.address() as AddressInfo
  const close = (): void => {
    server.close()
    cut()
  }
  return {port, close}
}

function hasPermit({headers}: IncomingMessage, permit: string): boolean {
  return cookies(headers.cookie).some((cookie) => cookie === `${PERMIT_COOKIE}=${permit}`)
}

function cookies(header = ''): string[] {
  return header.split(';').map((cookie) => cookie.trim())
}

/** The app sees the request as it came, but for the permit, which is none of its business. */
function headersFor(incoming: IncomingMessage): string[] {
  const pairs = incoming.rawHeaders
  return pairs.flatMap((name, index) => {
    if (index % 2 === 1) return []
    const value = pairs[index + 1] ?? ''
    if (name.toLowerCase() !== 'cookie') return [name, value]
    const others = cookies(value).filter((cookie) => !cookie.startsWith(`${PERMIT_COOKIE}=`))
    return others.length > 0 ? [name, others.join('; ')] : []
  })
}

async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: AppTarget,
): Promise<void> {
  const {host, port} = await target.kernel.address(target.port)
  const outgoing = request({
    host,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: headersFor(incoming),
    setHost: false,
  })
  outgoing.once('error', () => {
    if (response.headersSent) response.destroy()
    else refuse(response, 502, `Nothing listens on port ${target.port} of the session.`)
  })
  outgoing.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
    answer.once('error', () => response.destroy())
    answer.pipe(response)
  })
  response.once('close', () => outgoing.destroy())
  incoming.pipe(outgoing)
}

async function forwardStream(
  incoming: IncomingMessage,
  {socket, head}: {socket: Duplex; head: Buffer},
  target: AppTarget,
): Promise<void> {
  const app = await connectTo(target.kernel, target.port)
  if (!app) {
    socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    return
  }
  const lines = headersFor(incoming).flatMap((name, index, all) =>
    index % 2 === 0 ? [`${name}: ${all[index + 1] ?? ''}`] : [],
  )
  app.write(`${incoming.method ?? 'GET'} ${incoming.url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  app.write(head)
  joinStreams(socket, app)
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {'Content-Type': 'text/plain; charset=utf-8'})
  response.end(`${text}\n`)
}
