import {InvalidValueError} from '../errors.js'
import {withoutAccount} from './endpoints.js'
import type {ProxyOptions} from './options.js'

/** Reads a proxy's address; without a scheme it is http, as everywhere. Empty for none. */
export function proxyAddress(text = ''): string {
  if (text === '') return ''
  const address = text.includes('://') ? text : `http://${text}`
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address
  throw new InvalidValueError(withoutAccount(text), 'a proxy address such as http://proxy.example.com:3128')
}

/** The proxy that an address is reached through, by the rules of undici's `EnvHttpProxyAgent`. */
export function proxyFor(url: URL, {httpProxy, httpsProxy, noProxy}: ProxyOptions = {}): URL | undefined {
  const secure = url.protocol === 'https:'
  const address = proxyAddress(secure ? (httpsProxy ?? httpProxy) : httpProxy)
  if (address === '' || isDirect(url, noProxy ?? '')) return undefined
  return new URL(address)
}

function isDirect(url: URL, noProxy: string): boolean {
  if (noProxy === '*') return true
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, host = '', itsPort] = /^(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
      if (itsPort !== undefined && itsPort !== port) return false
      const name = host.replace(/^\*?\./, '')
      return url.hostname === name || url.hostname.endsWith(`.${name}`)
    })
}
