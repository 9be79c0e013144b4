import {formatDuration, probeConnection, type Probe} from '../../sdk/index.js'
import {noEndpoint} from '../config/credentials.js'
import {splitEndpoint} from '../config/endpoint.js'
import {describeOrigin, type ResolvedSettings} from '../config/settings.js'
import {Finding, type DoctorStep} from './steps.js'
import type {DoctorContext} from './context.js'

/** Node releases from this one on are supported. */
const OLDEST_NODE = [20, 19] as const
const DAY_MS = 86_400_000
/** A certificate that is valid for less is worth a word. */
const SOON_MS = 14 * DAY_MS
/** Managers refuse signatures that are older or younger than this. */
const SKEW_MS = 15 * 60_000

/** From this program to the manager: settings, network, TLS, handshake, clock. */
export function connectionSteps(context: DoctorContext): DoctorStep[] {
  const {settings} = context.resolved
  const probe = once(() => probeAll(context))
  return [
    {check: 'client', needs: [], run: async () => client(context)},
    {check: 'network', needs: ['client'], run: async () => network(context.resolved, await probe())},
    {
      check: 'TLS',
      needs: ['network'],
      run: async () =>
        usesProxy(context.resolved) ? 'through the proxy' : tls(settings.endpoint ?? '', await probe()),
    },
    {check: 'manager', needs: ['TLS'], run: () => manager(context)},
    {check: 'clock', needs: ['manager'], run: () => clock(context)},
  ]
}

function client({version, resolved}: DoctorContext): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Finding(
      `Node ${process.versions.node} is too old`,
      `Use Node ${OLDEST_NODE.join('.')} or later.`,
    )
  }
  const {settings, origins, profile} = resolved
  if (!settings.endpoint) throw noEndpoint()
  const origin = origins.endpoint ? describeOrigin(origins.endpoint) : `profile ${profile ?? ''}`
  return `bai ${version}, Node ${process.versions.node}; ${settings.endpoint} (${origin})`
}

async function probeAll({resolved, tls: tlsOptions, signal}: DoctorContext): Promise<Map<string, Probe>> {
  const {settings} = resolved
  const options = {tls: tlsOptions, timeoutMs: settings.connectTimeoutMs, signal}
  const addresses = splitEndpoint(settings.endpoint ?? '')
  return new Map(
    await Promise.all(
      addresses.map(async (address) => [address, await probeConnection(address, options)] as const),
    ),
  )
}

async function network(resolved: ResolvedSettings, probes: Map<string, Probe>): Promise<string> {
  if (usesProxy(resolved)) return 'through the proxy of the environment'
  const found = [...probes.values()].map((probe) => probe.network)
  const reached = found.map(({value}) => value).filter((value) => value !== undefined)
  const failed = found.find(({error}) => error !== undefined)?.error
  // One of several addresses is enough: the others are there for when it fails.
  if (failed && reached.length === 0) throw failed
  const words = reached.map(({address, elapsedMs}) => `${address} answers after ${elapsedMs} ms`)
  return [...words, ...(failed ? [failed.message] : [])].join('; ')
}

function tls(endpoint: string, probes: Map<string, Probe>): string {
  const results = [...probes.values()].map((probe) => probe.tls)
  const failed = results.find((one) => one?.error !== undefined)?.error
  const good = results.find((one) => one?.value !== undefined)?.value
  if (failed && !good) {
    const fix = [...failed.hints, 'A certificate authority is given with BAI_CA_FILE=FILE.'].join(' ')
    throw new Finding(failed.message, fix)
  }
  if (!good) {
    const isLoopback = /^http:\/\/(localhost|127\.|\[::1\])/.test(endpoint)
    return isLoopback ? 'not used on this machine' : 'not used: what is sent can be read on the way'
  }
  const left = good.validTo.getTime() - Date.now()
  const soon = left < SOON_MS ? `, only ${formatDuration(left)} more` : ''
  return `${good.protocol}; certificate of ${good.subject} valid until ${good.validTo.toISOString().slice(0, 10)}${soon}`
}

async function manager({client: connect, signal}: DoctorContext): Promise<string> {
  const {releaseText, apiVersion, features} = await (await connect('anyone')).capabilities({signal})
  const missing = features.filter(({available}) => !available).map(({feature}) => feature)
  const without = missing.length > 0 ? `; it lacks ${missing.join(', ')}` : ''
  return `${releaseText}, API ${apiVersion}${without}`
}

async function clock({client: connect, signal}: DoctorContext): Promise<string> {
  const {http} = await connect('anyone')
  const asked = Date.now()
  const {headers} = await http.text({method: 'GET', path: '/', anonymous: true}, {signal})
  const told = Date.parse([headers['date']].flat()[0] ?? '')
  if (Number.isNaN(told)) return 'the manager does not tell its time'
  // The header has whole seconds; the answer took some time, too.
  const skew = told - (asked + Date.now()) / 2
  const words = `this clock is ${(Math.abs(skew) / 1000).toFixed(0)} s ${skew > 0 ? 'behind' : 'ahead of'} the manager's`
  if (Math.abs(skew) < SKEW_MS) return Math.abs(skew) < 2000 ? 'as the manager’s' : words
  throw new Finding(words, 'Set the clock (NTP): requests are refused beyond 15 minutes.')
}

/** The HTTP library decides for each host; a proxy for the scheme is enough to make a direct try pointless. */
function usesProxy({settings: {endpoint, httpProxy, httpsProxy}}: ResolvedSettings): boolean {
  return Boolean(endpoint?.startsWith('https:') ? httpsProxy : httpProxy)
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= work())
}
