import {Agent, EnvHttpProxyAgent, type Dispatcher} from 'undici'
import type {ProxyOptions, TlsOptions} from './options.js'
import {proxyAddress} from './proxy.js'
import {certificates} from './tunnel.js'

export interface DispatcherOptions {
  tls?: TlsOptions | undefined
  proxy?: ProxyOptions | undefined
  connectTimeoutMs: number
}

/** Connection pool of one client: kept-alive sockets, TLS verified unless `verify` is false, proxy when there is one. */
export function makeDispatcher(options: DispatcherOptions): Dispatcher {
  const connect = {
    timeout: options.connectTimeoutMs,
    ...certificates(options.tls),
  }
  // Whole requests are limited by the transport; streams (logs, events) may stay silent for long.
  const common = {connect, bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: 10_000}
  const {httpProxy, httpsProxy, noProxy} = options.proxy ?? {}
  if (!httpProxy && !httpsProxy) return new Agent(common)
  return new EnvHttpProxyAgent({
    ...common,
    requestTls: connect,
    httpProxy: proxyAddress(httpProxy),
    httpsProxy: proxyAddress(httpsProxy),
    noProxy: noProxy ?? '',
  })
}
