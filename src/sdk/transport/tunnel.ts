import {request as plainRequest} from 'node:http'
import {request as secureRequest} from 'node:https'
import type {Duplex} from 'node:stream'
import {connect} from 'node:tls'
import {certificates} from './certificates.js'
import type {TlsOptions} from './options.js'

/** Opens a connection to where an address points, through a proxy (`CONNECT`); with TLS inside for https. */
export async function openTunnel(
  proxy: URL,
  to: URL,
  {tls, signal}: {tls: TlsOptions; signal: AbortSignal},
): Promise<Duplex> {
  const port = to.port || (to.protocol === 'https:' ? '443' : '80')
  const target = `${to.hostname}:${port}`
  const request = proxy.protocol === 'https:' ? secureRequest : plainRequest
  const socket = await new Promise<Duplex>((resolve, reject) => {
    const asking = request(proxy, {
      method: 'CONNECT',
      path: target,
      headers: {host: target, ...accountOf(proxy)},
      agent: false,
      signal,
    })
    asking.once('connect', ({statusCode}, tunnel) => {
      if (statusCode === 200) return resolve(tunnel)
      tunnel.destroy()
      reject(new Error(`Proxy response (${statusCode}) to the request for a tunnel.`))
    })
    asking.once('error', reject)
    asking.end()
  })
  if (to.protocol !== 'https:') return socket
  return connect({socket, servername: to.hostname, ...certificates(tls)})
}

function accountOf({username, password}: URL): Record<string, string> {
  if (username === '') return {}
  const account = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {'proxy-authorization': `Basic ${Buffer.from(account).toString('base64')}`}
}
