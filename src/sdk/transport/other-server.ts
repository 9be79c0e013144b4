import {once} from 'node:events'
import type {ClientRequest, IncomingMessage, RequestOptions} from 'node:http'
import type {Duplex} from 'node:stream'
import {certificates} from './certificates.js'
import {readConnectionFailure} from './connection-failure.js'
import type {ProxyOptions, TlsOptions} from './options.js'
import {proxyFor} from './proxy.js'
import {TimeLimit, until} from './time-limit.js'

const CONNECT_WITHIN_MS = 10_000
const ANSWER_WITHIN_MS = 30_000

/**
 * Servers of an installation beside its manager, such as the app proxy: reached with the same certificates and through
 * the same proxy, without the manager's signature.
 */
export class OtherServers {
  constructor(private readonly settings: {tls?: TlsOptions | undefined; proxy?: ProxyOptions | undefined}) {}

  /** Begins a request on a connection of its own; the caller sends the body and takes the answer, or the upgrade. */
  async request(url: URL, {signal, ...options}: RequestOptions): Promise<ClientRequest> {
    const limit = new TimeLimit(CONNECT_WITHIN_MS, signal)
    try {
      const stream = await until(limit.signal, this.#connect(url, limit.signal))
      const path = url.pathname + url.search
      const {request} = await import('node:http')
      return request({path, ...options, ...(signal && {signal}), createConnection: () => stream})
    } catch (cause) {
      throw readConnectionFailure(cause, url.origin, CONNECT_WITHIN_MS, signal).error
    } finally {
      limit.release()
    }
  }

  /** Asks for an address and gives the head of the answer; redirects are not followed. Rejects as requests do. */
  async ask(url: URL, signal: AbortSignal | undefined): Promise<IncomingMessage> {
    const limit = new TimeLimit(ANSWER_WITHIN_MS, signal)
    try {
      // As a browser: programs are told of a next address in words, browsers are sent there.
      const headers = {host: url.host, accept: 'text/html'}
      const asking = await this.request(url, {method: 'GET', headers, signal: limit.signal})
      asking.end()
      const [answer] = (await once(asking, 'response', {signal: limit.signal})) as [IncomingMessage]
      answer.once('close', () => limit.release())
      return answer
    } catch (cause) {
      limit.release()
      throw readConnectionFailure(cause, url.origin, ANSWER_WITHIN_MS, signal).error
    }
  }

  async #connect(url: URL, signal: AbortSignal): Promise<Duplex> {
    const {tls = {}} = this.settings
    const proxy = proxyFor(url, this.settings.proxy)
    if (proxy) return (await import('./tunnel.js')).openTunnel(proxy, url, {tls, signal})
    const [net, secure] = await Promise.all([import('node:net'), import('node:tls')])
    const isSecure = url.protocol === 'https:'
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const to = {host, port: Number(url.port || (isSecure ? 443 : 80))}
    const name = net.isIP(host) === 0 ? {servername: host} : {}
    const socket = isSecure ? secure.connect({...to, ...name, ...certificates(tls)}) : net.connect(to)
    try {
      await once(socket, isSecure ? 'secureConnect' : 'connect', {signal})
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    }
  }
}
