import {readFile} from 'node:fs/promises'
import type {ClientOptions} from '../../src/sdk/transport/options.js'
import {Transport} from '../../src/sdk/transport/http.js'
import {HttpServer, type HttpServerOptions} from './http-server.js'
import {ProxyServer, type ProxyOptions} from './proxy-server.js'
import {SilentPort} from './silent-port.js'

export const KEYPAIR = {
  kind: 'keypair',
  accessKey: 'AKIAEXAMPLE0000000AB',
  secretKey: 'c2VjcmV0LWtleS1mb3ItdGVzdC12ZWN0b3ItMDAx',
} as const

export const NEWEST = {version: 'v9.20250722', manager: '26.8.3'}

/** Starts servers and clients for one test, and ends them all. */
export class Stage {
  #doubles: {stop(): Promise<void>}[] = []
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
    this.#doubles.push(server)
    return server
  }

  /** A certificate for 127.0.0.1 and localhost that nobody vouches for, with its key. */
  async certificate(): Promise<{cert: string; key: string}> {
    const read = (name: string) => readFile(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8')
    const [cert, key] = await Promise.all([read('cert.pem'), read('key.pem')])
    return {cert, key}
  }

  async proxy(options: ProxyOptions): Promise<ProxyServer> {
    const proxy = await ProxyServer.start(options)
    this.#doubles.push(proxy)
    return proxy
  }

  async silentPort(): Promise<SilentPort> {
    const port = await SilentPort.open()
    this.#doubles.push(port)
    return port
  }

  /** A client of these servers, with a keypair unless said otherwise. */
  connect(to: HttpServer | readonly HttpServer[], options: Partial<ClientOptions> = {}): Transport {
    return this.client({endpoint: [to].flat().map((server) => server.url), ...options})
  }

  client(options: ClientOptions): Transport {
    const transport = new Transport({credentials: KEYPAIR, ...options})
    this.#transports.push(transport)
    return transport
  }

  async end(): Promise<void> {
    await Promise.all(this.#doubles.splice(0).map((double) => double.stop()))
    await Promise.all(this.#transports.splice(0).map((transport) => transport.close()))
  }
}
