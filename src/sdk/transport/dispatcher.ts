import {Agent, EnvHttpProxyAgent, type Dispatcher} from 'undici'
import {InvalidValueError} from '../errors.js'
import {withoutAccount} from './endpoints.js'
import type {ProxyOptions, TlsOptions} from './options.js'

export interface DispatcherOptions {
  tls?: TlsOptions | undefined
  proxy?: ProxyOptions | undefined
  connectTimeoutMs: number
}

/** Connection pool of one client: kept-alive sockets, TLS verified unless `verify` is false, proxy when there is one. */
export function makeDispatcher(options: DispatcherOptions): Dispatcher {
  const connect = {
    timeout: options.connectTimeoutMs,
    ...(options.tls?.verify === false && {rejectUnauthorized: false}),
    ...(options.tls?.ca && {ca: options.tls.ca}),
    ...(options.tls?.cert && {cert: options.tls.cert}),
    ...(options.tls?.key && {key: options.tls.key}),
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

/** Reads a proxy's address; without a scheme it is http, as everywhere. Empty for none. */
function proxyAddress(text = ''): string {
  if (text === '') return ''
  const address = text.includes('://') ? text : `http://${text}`
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address
  throw new InvalidValueError(withoutAccount(text), 'a proxy address such as http://proxy.example.com:3128')
}
