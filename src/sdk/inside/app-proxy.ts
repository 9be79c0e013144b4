import {text} from 'node:stream/consumers'
import {z} from 'zod'
import {ProtocolError, UnavailableError} from '../errors.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import type {OtherServers} from '../transport/other-server.js'

/** Where the app proxy leads to a web application of a session. */
export interface AppEntry {
  /** Address of the application. */
  url: URL
  /** `NAME=VALUE` of the cookies without which the app proxy lets nobody in; they are secrets. */
  cookies: readonly string[]
}

const startedSchema = z.looseObject({token: z.string(), wsproxy_addr: z.string()})
const addedSchema = z.looseObject({code: z.number().optional(), url: z.url()})
/** From the older route to the newer one, to a worker, to the application. */
const MOST_STEPS = 6

/**
 * Opens a web application at the installation's app proxy, as browsers are led to it: the manager gives a token
 * (`POST /session/{id}/start-service`), the proxy an address for it (`GET /v2/proxy/{token}/{id}/add`, which older and newer
 * proxies have), and that address a cookie. Rejects with `UnavailableError` where there is no app proxy,
 * `UnreachableError`, `ProtocolError`.
 */
export async function enterApp(
  {http, servers}: {http: Transport; servers: OtherServers},
  {sessionId, name, protocol}: {sessionId: string; name: string; protocol: string},
  options: RequestOptions = {},
): Promise<AppEntry> {
  const start = path`/session/${sessionId}/start-service`
  const call = {method: 'POST', path: start, body: {app: name}} as const
  const {token, wsproxy_addr: address} = await http.json(call, startedSchema, options)
  if (!URL.canParse(address)) throw new UnavailableError(`The app proxy has no address ("${address}").`)
  const add = new URL(`${address.replace(/\/+$/, '')}${path`/v2/proxy/${token}/${sessionId}/add`}`)
  add.searchParams.set('app', name)
  add.searchParams.set('protocol', protocol === 'preopen' ? 'preopen' : 'http')
  const answer = await servers.ask(add, options.signal)
  const body = await text(answer)
  if (answer.statusCode !== 200) throw refused(answer.statusCode)
  const added = addedSchema.safeParse(parsed(body)).data
  if (!added) throw new ProtocolError('The app proxy gave no address for the application.')
  return follow(servers, new URL(added.url), options.signal)
}

/** Follows redirects until one comes with a cookie: it leads to the application itself. */
async function follow(servers: OtherServers, from: URL, signal: AbortSignal | undefined): Promise<AppEntry> {
  let url = from
  for (let step = 0; step < MOST_STEPS; step++) {
    const answer = await servers.ask(url, signal)
    answer.resume()
    const {statusCode = 0, headers} = answer
    if (statusCode >= 400) throw refused(statusCode)
    const cookies = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0] ?? '')
    if (headers.location !== undefined) url = new URL(headers.location, url)
    if (cookies.length > 0 || headers.location === undefined) return {url, cookies}
  }
  throw new ProtocolError('The app proxy leads from one address to the next without end.')
}

function refused(status: number | undefined): UnavailableError {
  return new UnavailableError(`The app proxy does not open the application (HTTP ${status}).`)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
