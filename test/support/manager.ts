import type {ClientOptions} from '../../src/sdk/transport/options.js'
import {Transport} from '../../src/sdk/transport/http.js'
import {HttpServer, type HttpServerOptions} from './http-server.js'

export const KEYPAIR = {
  kind: 'keypair',
  accessKey: 'AKIAEXAMPLE0000000AB',
  secretKey: 'c2VjcmV0LWtleS1mb3ItdGVzdC12ZWN0b3ItMDAx',
} as const

export const NEWEST = {version: 'v9.20250722', manager: '26.8.3'}

/** Starts servers and clients for one test, and ends them all. */
export class Stage {
  #servers: HttpServer[] = []
  #transports: Transport[] = []

  /** A server that shakes hands as a manager does and answers nothing else until it is told. */
  async manager(
    handshake: {version: string; manager?: string} = NEWEST,
    options: HttpServerOptions = {},
  ): Promise<HttpServer> {
    const server = await this.server(options)
    return server.reply('GET /', {json: handshake})
  }

  async server(options: HttpServerOptions = {}): Promise<HttpServer> {
    const server = await HttpServer.start(options)
    this.#servers.push(server)
    return server
  }

  /** A client of these servers, with a keypair unless said otherwise. */
  connect(to: HttpServer | readonly HttpServer[], options: Partial<ClientOptions> = {}): Transport {
    const endpoint = [to].flat().map((server) => server.url)
    const transport = new Transport({endpoint, credentials: KEYPAIR, ...options})
    this.#transports.push(transport)
    return transport
  }

  async end(): Promise<void> {
    const [servers, transports] = [this.#servers.splice(0), this.#transports.splice(0)]
    await Promise.all(servers.map((server) => server.stop()))
    await Promise.all(transports.map((transport) => transport.close()))
  }
}
