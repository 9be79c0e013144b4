import {readFile} from 'node:fs/promises'
import {OpsInputError} from '../errors.js'
import type {SiteHosts} from '../site/hosts.js'
import {readSecret, type Environment} from '../site/secrets.js'
import {openEtcd, type EtcdAddress, type EtcdClient} from './client.js'
import {namespacePrefix} from './entry.js'

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])
const DEFAULT_PORT = 2379

/** What a person says of etcd; the site file fills in the rest. */
export interface EtcdChoice {
  endpoints?: readonly string[] | undefined
  namespace?: string | undefined
  user?: string | undefined
  password?: string | undefined
  env: Environment
}

/** The manager's part of an etcd. */
export interface EtcdNamespace {
  client: EtcdClient
  /** All its keys begin with it: `/sorna/local/`. */
  prefix: string
}

/** Opens the site's etcd; the first call connects. Close the client. @throws OpsInputError for secrets that are not there */
export async function openSiteEtcd(hosts: SiteHosts, choice: EtcdChoice): Promise<EtcdNamespace> {
  const {etcd} = hosts.site
  const user = choice.user ?? etcd.user
  const password =
    choice.password ?? (await readSecret(etcd.password, {key: 'etcd.password', env: choice.env}))
  const address: EtcdAddress = {
    endpoints: choice.endpoints ?? (await reachable(hosts, etcd.endpoints)),
    user,
    password,
    tls: await readTls(etcd.tls),
  }
  const client = await openEtcd(address)
  return {client, prefix: namespacePrefix(choice.namespace ?? etcd.namespace)}
}

/** A loopback address of the site file is one of the service's host, which may be another machine. */
async function reachable(hosts: SiteHosts, endpoints: readonly string[]): Promise<string[]> {
  const host = hosts.get(hosts.site.services.etcd.hosts[0] ?? '')
  return Promise.all(
    endpoints.map(async (endpoint) => {
      const url = new URL(endpoint)
      if (!LOOPBACK.has(url.hostname)) return endpoint
      const {hostname, port} = await host.reach({
        hostname: url.hostname,
        port: Number(url.port || DEFAULT_PORT),
      })
      return `${url.protocol}//${hostname}:${port}`
    }),
  )
}

async function readTls(
  paths: {ca?: string | undefined; cert?: string | undefined; key?: string | undefined} | undefined,
) {
  if (paths === undefined) return undefined
  return {
    ca: await readPem(paths.ca, 'ca'),
    certificate: await readPem(paths.cert, 'cert'),
    key: await readPem(paths.key, 'key'),
  }
}

async function readPem(path: string | undefined, name: string): Promise<Buffer | undefined> {
  if (path === undefined) return undefined
  try {
    return await readFile(path)
  } catch (cause) {
    throw new OpsInputError(`etcd.tls.${name} cannot be read from ${path}.`, {cause})
  }
}
