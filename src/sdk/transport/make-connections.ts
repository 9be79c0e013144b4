import type {Connections, ConnectionsOptions} from './connections.js'
import {DirectConnections} from './direct-connections.js'
import {ProxiedConnections} from './proxied-connections.js'
import {proxyAddress} from './proxy.js'

/** Connections with TLS verified unless `verify` is false, through a proxy when there is one. */
export function makeConnections(options: ConnectionsOptions): Connections {
  const {httpProxy, httpsProxy, noProxy} = options.proxy ?? {}
  if (!httpProxy && !httpsProxy) return new DirectConnections(options)
  return new ProxiedConnections(options, {
    httpProxy: proxyAddress(httpProxy),
    httpsProxy: proxyAddress(httpsProxy),
    noProxy: noProxy ?? '',
  })
}
