import {createHmac, timingSafeEqual} from 'node:crypto'
import type {IncomingMessage} from 'node:http'
import {stringToSign} from '../../sdk/transport/signing.js'
import type {KeypairRecord} from '../cluster/model.js'
import type {ClusterState} from '../cluster/state.js'
import type {Actor} from './context.js'
import {authFailed, forbidden, invalidAuthorization, unsupportedVersion} from './problems.js'
import type {Access} from './router.js'
import {API_VERSION} from './version.js'

const API_VERSIONS = new Set([
  'v4.20181215',
  'v4.20190115',
  'v4.20190315',
  'v4.20190615',
  'v5.20191215',
  'v6.20200815',
  'v6.20220315',
  'v6.20220615',
  'v6.20221201',
  'v6.20230315',
  'v7.20230615',
  'v8.20240315',
  'v8.20240915',
  API_VERSION,
])
const MAX_SKEW_MS = 15 * 60_000

/** Finds out who signed a request. Undefined when it carries no signature. @throws Problem 400, 401 */
export function authenticate(request: IncomingMessage, state: ClusterState, now: number): Actor | undefined {
  const version = requireKnownVersion(request)
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const {accessKey, signature, method} = parseAuthorization(header)
  const date = dateOf(request)
  const time = Date.parse(date)
  if (!(Math.abs(now - time) < MAX_SKEW_MS)) throw invalidAuthorization('Date/time sync error')
  if (version === undefined) throw invalidAuthorization('API version missing in request headers')
  checkSignMethod(method)
  const keypair = state.keypairs.get(accessKey)
  if (!keypair?.isActive) throw authFailed('Access key not found in HMAC')
  if (!isSignature(signature, signatureOf(request, keypair, {date, time, version}))) {
    throw authFailed('HMAC signature mismatch')
  }
  const user = state.users.get(keypair.userId)
  if (user?.status !== 'active') throw authFailed('Access key not found in HMAC')
  return {user, keypair}
}

/** @throws Problem 401 for strangers, 403 when the role does not suffice */
export function authorize(actor: Actor | undefined, access: Exclude<Access, 'anyone'>): Actor {
  if (!actor) throw authFailed('Unauthorized access')
  if (access === 'superadmin' && actor.user.role !== 'superadmin') throw forbidden()
  if (access === 'admin' && !isAdmin(actor)) throw forbidden()
  return actor
}

/** Whether the account administers a domain or everything. */
export function isAdmin(actor: Actor): boolean {
  return actor.user.role === 'superadmin' || actor.user.role === 'admin'
}

interface SignedMoment {
  date: string
  time: number
  version: string
}

function signatureOf(request: IncomingMessage, keypair: KeypairRecord, moment: SignedMoment): string {
  const host = request.headers.host ?? ''
  const text = stringToSign({
    method: request.method ?? '',
    target: request.url ?? '',
    date: moment.date,
    host,
    contentType: request.headers['content-type']?.split(';', 1)[0]?.trim() ?? 'application/octet-stream',
    version: moment.version,
  })
  const hostKey = hmac(hmac(keypair.secretKey, dayOf(moment)), host)
  return hmac(hostKey, text).toString('hex')
}

/** The calendar day in the date's own offset: ISO texts begin with it, the other forms in use are in GMT. */
function dayOf({date, time}: SignedMoment): string {
  const day = /^\d{4}-?\d{2}-?\d{2}/.exec(date)?.[0] ?? new Date(time).toISOString().slice(0, 10)
  return day.replaceAll('-', '')
}

function requireKnownVersion(request: IncomingMessage): string | undefined {
  const version = oneHeader(request, 'x-backendai-version') ?? oneHeader(request, 'x-sorna-version')
  if (version !== undefined && !API_VERSIONS.has(version)) throw unsupportedVersion()
  return version
}

function dateOf(request: IncomingMessage): string {
  return (
    request.headers.date ?? oneHeader(request, 'x-backendai-date') ?? oneHeader(request, 'x-sorna-date') ?? ''
  )
}

function parseAuthorization(header: string): {accessKey: string; signature: string; method: string} {
  const [scheme, ...rest] = header.split(' ')
  if (scheme !== 'BackendAI' && scheme !== 'Sorna')
    throw invalidAuthorization('Invalid authorization type name')
  const fields = new Map(
    rest
      .join(' ')
      .split(',')
      .map((pair) => pair.trim())
      .map((pair): [string, string] => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
  )
  const [accessKey, signature] = (fields.get('credential') ?? '').split(':')
  if (!accessKey || !signature) throw invalidAuthorization('Missing or malformed authorization parameters')
  return {accessKey, signature, method: fields.get('signMethod') ?? ''}
}

/** Managers take every hash that Python has; clients of all releases use this one. */
function checkSignMethod(method: string): void {
  const [mac, hash] = method.toLowerCase().split('-')
  if (mac !== 'hmac') throw invalidAuthorization('Unsupported request signing method (MAC type)')
  if (hash !== 'sha256') throw invalidAuthorization('Unsupported request signing method (hash type)')
}

function isSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}
