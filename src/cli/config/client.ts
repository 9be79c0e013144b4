import {readFile} from 'node:fs/promises'
import {UsageError} from '../errors.js'
import type {
  ClientOptions,
  Credentials,
  Handshake,
  HandshakeStore,
  ProxyOptions,
  TlsOptions,
  TraceEvent,
} from '../../sdk/index.js'
import {credentialsOf, noEndpoint} from './credentials.js'
import {splitEndpoint} from './endpoint.js'
import {readStorageProxies} from './storage-proxies.js'
import {describeOrigin, type ResolvedSettings, type Settings} from './settings.js'

/** What a client gets besides the settings. */
export interface ClientExtras {
  /** Version of this program, for the user agent. */
  version: string
  /** Instead of those of the settings: a login, a call that needs none. */
  credentials?: Credentials
  handshakes?: HandshakeStore
  trace?: (event: TraceEvent) => void
  onHandshake?: (handshake: Handshake) => void
}

/**
 * The SDK's options for the settings in force.
 * @throws NotLoggedInError without endpoint or credentials, UsageError for an unreadable certificate file.
 */
export async function clientOptions(
  resolved: ResolvedSettings,
  extras: ClientExtras,
): Promise<ClientOptions & {accessKey?: string}> {
  const {settings} = resolved
  if (!settings.endpoint) throw noEndpoint()
  return {
    endpoint: settings.endpoint,
    endpointType: settings.endpointType,
    credentials: extras.credentials ?? credentialsOf(resolved),
    domain: settings.domain,
    tls: await tlsOptions(resolved),
    proxy: proxyOptions(settings),
    storageProxies: storageProxiesOf(resolved),
    connectTimeoutMs: settings.connectTimeoutMs,
    requestTimeoutMs: settings.requestTimeoutMs,
    userAgent: `bai-cli/${extras.version}`,
    ...(settings.accessKey && {accessKey: settings.accessKey}),
    ...(extras.handshakes && {handshakes: extras.handshakes}),
    ...(extras.trace && {trace: extras.trace}),
    ...(extras.onHandshake && {onHandshake: extras.onHandshake}),
  }
}

/** What TLS the settings ask for. @throws UsageError for an unreadable certificate file. */
export async function tlsOptions({settings, origins}: ResolvedSettings): Promise<TlsOptions> {
  const {verifyTls, caFile} = settings
  if (!caFile) return {verify: verifyTls}
  try {
    return {verify: verifyTls, ca: await readFile(caFile, 'utf8')}
  } catch (error) {
    const source = describeOrigin(origins.caFile ?? {from: 'default'})
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new UsageError(`The certificate file ${caFile} (${source}) cannot be read: ${reason}.`)
  }
}

/** The variable was checked when it was read; a file may hold anything. */
function storageProxiesOf({settings, origins}: ResolvedSettings): Record<string, string> | undefined {
  if (!settings.storageProxies) return undefined
  const list = readStorageProxies(settings.storageProxies)
  if (list) return list
  const source = describeOrigin(origins.storageProxies ?? {from: 'default'})
  throw new UsageError(`storageProxies (${source}) is not a list of ADDRESS=ADDRESS, with commas between.`)
}

/** By curl's rules a proxy counts for its own scheme only; the HTTP library would send https through `httpProxy`. */
function proxyOptions({endpoint, httpProxy, httpsProxy, noProxy}: Settings): ProxyOptions {
  const schemes = new Set(splitEndpoint(endpoint ?? '').map((address) => new URL(address).protocol))
  return {
    ...(httpProxy && schemes.has('http:') && {httpProxy}),
    ...(httpsProxy && schemes.has('https:') && {httpsProxy}),
    ...(noProxy && {noProxy: curlNoProxy(noProxy)}),
  }
}

/** With curl, `example.com` means its subdomains too; the HTTP library wants them spelled out. */
function curlNoProxy(list: string): string {
  const names = list.split(/[,\s]+/).filter((name) => name !== '')
  if (names.includes('*')) return '*'
  return names.flatMap((name) => (/^[.*]|^[\d.:[\]]+$/.test(name) ? [name] : [name, `.${name}`])).join(',')
}
