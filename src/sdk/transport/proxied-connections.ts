import type {Dispatcher} from 'undici'
import type {ConnectionRequest, Connections, ConnectionsOptions, Received} from './connections.js'
import {certificates} from './certificates.js'
import {until} from './time-limit.js'

/** By undici, which knows the ways of proxies; it takes three times as long to load as Node itself. */
export class ProxiedConnections implements Connections {
  #dispatcher: Promise<Dispatcher> | undefined

  constructor(
    private readonly options: ConnectionsOptions,
    private readonly proxies: {httpProxy: string; httpsProxy: string; noProxy: string},
  ) {}

  /** A signal ends the wait at once, also where the connection is still being made. */
  request(asked: ConnectionRequest): Promise<Received> {
    return until(asked.limit.signal, this.#send(asked))
  }

  async #send({url, method, headers, body, limit: {signal}}: ConnectionRequest): Promise<Received> {
    this.#dispatcher ??= this.#connect()
    const dispatcher = await this.#dispatcher
    const {origin, pathname, search} = url
    return dispatcher.request({
      ...{origin, path: pathname + search, method, headers, signal},
      ...(body !== undefined && {body}),
    })
  }

  async destroy(): Promise<void> {
    this.#dispatcher ??= this.#connect()
    await (await this.#dispatcher).destroy()
  }

  async #connect(): Promise<Dispatcher> {
    const {EnvHttpProxyAgent} = await import('undici')
    const connect = {timeout: this.options.connectTimeoutMs, ...certificates(this.options.tls)}
    // Whole requests are limited by the transport; streams (logs, events) may stay silent for long.
    const limits = {bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: 10_000}
    return new EnvHttpProxyAgent({...limits, connect, requestTls: connect, ...this.proxies})
  }
}
