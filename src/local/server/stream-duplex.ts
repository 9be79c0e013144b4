import type {Duplex} from 'node:stream'
import type {WebSocket} from 'ws'

/** A way to make WebSockets streams of bytes: what comes in binary messages, and goes out in them. */
export async function duplexMaker(): Promise<(socket: WebSocket) => Duplex> {
  const {createWebSocketStream} = await import('ws')
  return (socket) => {
    const stream = createWebSocketStream(socket)
    // Whoever reads from it sees it close; a broken connection is no failure of the manager.
    stream.on('error', () => stream.destroy())
    return stream
  }
}
