import type {IncomingMessage} from 'node:http'
import type {Duplex} from 'node:stream'
import type {WebSocketServer} from 'ws'
import type {Stream} from './router.js'

/** A request to become a stream, with what came after it. */
export interface Upgrade {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
}

/** WebSockets that are open; the library loads with the first one. */
export class StreamSockets {
  private server: Promise<WebSocketServer> | undefined

  /** Answers the handshake and hands the stream over at once, before a message can come. */
  async accept({request, socket, head}: Upgrade, serve: Stream): Promise<void> {
    this.server ??= import('ws').then(
      (ws) => new ws.WebSocketServer({noServer: true, perMessageDeflate: false}),
    )
    const server = await this.server
    server.handleUpgrade(request, socket, head, (stream) => {
      // A client that breaks the protocol is cut off by the library.
      stream.on('error', () => stream.terminate())
      serve(stream)
    })
  }

  /** Cuts all of them. */
  close(): void {
    void this.server?.then((server) => {
      for (const client of server.clients) client.terminate()
    })
  }
}
