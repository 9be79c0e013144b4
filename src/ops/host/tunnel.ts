import {createServer, type Socket} from 'node:net'
import {OpsUnreachableError} from '../errors.js'
import type {LocalProcess} from './process.js'

/** A port on this machine that leads to a port seen from another one. */
export interface Tunnel {
  port: number
  close(): Promise<void>
}

/** Opens a port on loopback; each connection to it becomes a program that carries its bytes. */
export async function openTunnel(carry: () => Promise<LocalProcess>): Promise<Tunnel> {
  const carriers = new Set<LocalProcess>()
  const server = createServer((socket) => {
    carry().then(
      (carrier) => {
        carriers.add(carrier)
        join(socket, carrier)
        void carrier.exit.then(() => carriers.delete(carrier))
      },
      () => socket.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (typeof address !== 'object' || !address)
    throw new OpsUnreachableError('No port on loopback could be opened.')
  return {
    port: address.port,
    close: async () => {
      server.close()
      for (const carrier of carriers) carrier.signal('SIGTERM')
      await Promise.all([...carriers].map(({exit}) => exit))
    },
  }
}

function join(socket: Socket, {stdin, stdout, stderr, exit}: LocalProcess): void {
  stderr.resume()
  socket.on('error', () => socket.destroy())
  socket.pipe(stdin)
  stdout.pipe(socket)
  socket.once('close', () => stdin.end())
  void exit.then(() => socket.end())
}
