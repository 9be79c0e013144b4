import {once} from 'node:events'
import {createServer, type AddressInfo, type Server, type Socket} from 'node:net'
import type {Duplex} from 'node:stream'

/** After this machine's side said that it sends no more, and nothing comes for so long, a connection is closed. */
const CLOSING_MS = 10_000

/** Where to listen, and what connections are led to. */
export interface PortForwardOptions {
  /** Opens what one connection is led to. */
  open: () => Promise<Duplex>
  /** Port to listen on, on 127.0.0.1 only; any free one when it is 0. */
  port: number
  signal: AbortSignal
  /** Called for a connection that could not be led on. */
  onError: (error: Error) => void
}

/** A port of this machine that leads into a session. */
export interface PortForward {
  port: number
  /** Resolves when the signal has ended it, and all its connections are closed. */
  ended: Promise<void>
}

/** Listens on 127.0.0.1 and leads each connection on through a stream of its own, until the signal fires. */
export async function forwardPort(options: PortForwardOptions): Promise<PortForward> {
  const sockets = new Set<Socket>()
  const server = createServer({allowHalfOpen: true}, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    void leadOn(socket, options)
  })
  return listenHere(server, options, () => {
    for (const socket of sockets) socket.destroy()
  })
}

/** Listens on 127.0.0.1 until the signal fires; then `cut` ends its connections. */
export async function listenHere(
  server: Server,
  {port, signal}: Pick<PortForwardOptions, 'port' | 'signal'>,
  cut: () => void,
): Promise<PortForward> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening', {signal})
  const stop = (): void => {
    server.close()
    cut()
  }
  const ended = once(server, 'close').then(() => undefined)
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, {once: true})
  return {port: (server.address() as AddressInfo).port, ended}
}

async function leadOn(socket: Socket, {open, onError}: PortForwardOptions): Promise<void> {
  socket.on('error', () => undefined)
  socket.pause()
  let stream: Duplex
  try {
    stream = await open()
  } catch (error) {
    socket.destroy()
    onError(error instanceof Error ? error : new Error(String(error)))
    return
  }
  stream.on('error', () => undefined)
  stream.once('close', () => socket.destroySoon())
  socket.once('close', () => stream.destroy())
  // A stream of the manager has no half that could be closed alone: its other half would be lost.
  socket.once('end', () => socket.setTimeout(CLOSING_MS, () => socket.destroy()))
  socket.pipe(stream, {end: false})
  stream.pipe(socket)
}
