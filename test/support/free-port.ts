import {once} from 'node:events'
import {createServer, type AddressInfo} from 'node:net'

/** A port of this machine that nobody listens on now, above those that managers keep for themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Listening on TCP, so the address is no pipe name.
  const {port} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
