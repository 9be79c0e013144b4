import {UsageError} from '../errors.js'
import {readStorageProxies} from './storage-proxies.js'
import type {Layer, SettingName, Settings} from './settings.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the environment says. `BAI_*` wins over `BACKEND_*`, the names of the Python client. */
export interface EnvironmentSettings {
  bai: Layer
  backend: Layer
  /** `http_proxy` and its kin. */
  proxies: Layer
  /** Name of the profile to use (`BAI_PROFILE`). */
  profile?: string
}

type Reader<Name extends SettingName> = (text: string, variable: string) => Exclude<Settings[Name], undefined>

/** The setting behind each variable, without the prefix, and how its text is read. */
const VARIABLES: {readonly [Name in SettingName]?: readonly [readonly string[], Reader<Name>]} = {
  endpoint: [['ENDPOINT'], text],
  endpointType: [['ENDPOINT_TYPE'], endpointType],
  accessKey: [['ACCESS_KEY'], text],
  secretKey: [['SECRET_KEY'], text],
  sessionId: [['SESSION_ID'], text],
  domain: [['DOMAIN'], text],
  project: [['PROJECT', 'GROUP'], text],
  resourceGroup: [['RESOURCE_GROUP'], text],
  image: [['IMAGE'], text],
  gpuMemory: [['GPU_MEMORY'], text],
  verifyTls: [['SKIP_SSLCERT_VALIDATION'], (value, variable) => !yesOrNo(value, variable)],
  caFile: [['CA_FILE'], text],
  storageProxies: [['OVERRIDE_STORAGE_PROXY'], storageList],
  connectTimeoutMs: [['CONNECTION_TIMEOUT'], seconds],
  requestTimeoutMs: [['READ_TIMEOUT'], seconds],
}

/**
 * Reads the settings off environment variables. An empty variable counts as unset.
 * @throws UsageError naming the variable, its value and what is accepted.
 */
export function readEnvironment(env: Environment): EnvironmentSettings {
  const profile = env['BAI_PROFILE']
  return {
    bai: readPrefixed(env, 'BAI_'),
    backend: readPrefixed(env, 'BACKEND_'),
    proxies: readProxies(env),
    ...(profile && {profile}),
  }
}

function readPrefixed(env: Environment, prefix: string): Layer {
  const found = new Map<string, string>()
  const values = Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([name, [variables, read]]) => {
      const variable = variables.map((short) => prefix + short).find((full) => env[full])
      const value = variable && env[variable]
      if (!variable || !value) return []
      found.set(name, variable)
      return [[name, read(value, variable)]]
    }),
  )
  return {
    values,
    originOf: (name) => ({from: 'environment', variable: found.get(name) ?? `${prefix}${name}`}),
  }
}

/**
 * Proxies by curl's rules: lower case first, `ALL_PROXY` for what has no own, `http://` when the scheme is left out.
 * `HTTP_PROXY` is not believed inside a CGI program, where a request's `Proxy:` header sets it.
 */
function readProxies(env: Environment): Layer {
  const isCgi = Boolean(env['REQUEST_METHOD'])
  const all = ['all_proxy', 'ALL_PROXY']
  const names = {
    httpProxy: ['http_proxy', ...(isCgi ? [] : ['HTTP_PROXY']), ...all],
    httpsProxy: ['https_proxy', 'HTTPS_PROXY', ...all],
    noProxy: ['no_proxy', 'NO_PROXY'],
  }
  const found = new Map<string, string>()
  const values = Object.fromEntries(
    Object.entries(names).flatMap(([name, variables]) => {
      const variable = variables.find((candidate) => env[candidate])
      const value = variable && env[variable]
      if (!variable || !value) return []
      found.set(name, variable)
      return [[name, name === 'noProxy' ? value : proxyAddress(value, variable)]]
    }),
  )
  return {values, originOf: (name) => ({from: 'environment', variable: found.get(name) ?? name})}
}

function proxyAddress(value: string, variable: string): string {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address
  // The value may hold a password, so it is not repeated.
  throw new UsageError(`${variable} is not an http:// or https:// proxy address.`)
}

function text(value: string): string {
  return value
}

function storageList(value: string, variable: string): string {
  if (readStorageProxies(value)) return value
  throw wrong(variable, value, 'a list of ADDRESS=ADDRESS, with commas between')
}

function endpointType(value: string, variable: string): Settings['endpointType'] {
  if (value === 'api' || value === 'session') return value
  throw wrong(variable, value, 'api or session')
}

function yesOrNo(value: string, variable: string): boolean {
  const word = value.trim().toLowerCase()
  if (['y', 'yes', 't', 'true', '1'].includes(word)) return true
  if (['n', 'no', 'f', 'false', '0'].includes(word)) return false
  throw wrong(variable, value, 'y, yes, t, true, 1 or n, no, f, false, 0')
}

/** Seconds as milliseconds. */
function seconds(value: string, variable: string): number {
  const milliseconds = Number(value) * 1000
  const isNumber = /^\s*(\d+\.?\d*|\.\d+)\s*$/.test(value)
  // setTimeout and the HTTP library count in signed 32 bits.
  if (isNumber && milliseconds <= 0x7fff_ffff) return Math.round(milliseconds)
  throw wrong(variable, value, 'a number of seconds (0 for no limit)')
}

function wrong(variable: string, value: string, accepted: string): UsageError {
  return new UsageError(`${variable} is "${value}", which is not ${accepted}.`)
}
