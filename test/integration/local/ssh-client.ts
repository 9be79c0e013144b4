import {once} from 'node:events'
import {createServer, type AddressInfo} from 'node:net'
import {createWebSocketStream, WebSocket} from 'ws'
import {authorization} from '../../../src/sdk/transport/signing.js'
import type {TestCluster} from './harness.js'

const VERSION = 'v9.20250722'

/** Asks for a signed WebSocket; the caller waits for it to open. */
export function dial(cluster: TestCluster, target: string, who: string): WebSocket {
  const {host} = new URL(cluster.endpoint)
  const date = new Date().toISOString()
  const text = {method: 'GET', target, date, host, contentType: 'application/octet-stream', version: VERSION}
  return new WebSocket(`ws://${host}${target}`, {
    headers: {
      'X-BackendAI-Version': VERSION,
      Date: date,
      Authorization: authorization(text, cluster.account(who)),
    },
  })
}

/** Opens a signed WebSocket; rejects with the status of a refusal. */
export async function openStream(cluster: TestCluster, target: string, who = 'user'): Promise<WebSocket> {
  const socket = dial(cluster, target, who)
  await once(socket, 'open')
  return socket
}

/** A port on loopback, each connection of which is one stream of a session's app. */
export async function forwardedPort(
  cluster: TestCluster,
  target: string,
): Promise<{port: number; close: () => void}> {
  const server = createServer((connection) => {
    connection.on('error', () => undefined)
    const socket = dial(cluster, target, 'user')
    // Made at once: the other side speaks first.
    const stream = createWebSocketStream(socket)
    stream.on('error', () => connection.destroy())
    socket.once('close', () => connection.destroy())
    connection.once('close', () => socket.close())
    connection.pipe(stream).pipe(connection)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Listening on TCP, so the address is no pipe name.
  const {port} = server.address() as AddressInfo
  return {port, close: () => server.close()}
}
