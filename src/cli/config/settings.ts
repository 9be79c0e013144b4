import type {EndpointType} from '../../sdk/index.js'

/** Everything a command may want to know about where and as whom it works. */
export interface Settings {
  /** Comma-separated manager or webserver addresses. */
  endpoint?: string
  endpointType: EndpointType
  accessKey?: string
  secretKey?: string
  /** Session id of a webserver login. */
  sessionId?: string
  domain: string
  project: string
  /** Resource (scaling) group for new sessions; the first the project may use when unset. */
  resourceGroup?: string
  /** Image for new sessions. */
  image?: string
  /** Size of the memory that 1.0 GPU has here, for --gpu-mem: no manager tells it to users. */
  gpuMemory?: string
  verifyTls: boolean
  /** PEM file of an extra certificate authority. */
  caFile?: string
  httpProxy?: string
  httpsProxy?: string
  noProxy?: string
  /** Addresses of storage proxies, and where they are reached from here: `ADDRESS=ADDRESS,…`. */
  storageProxies?: string
  connectTimeoutMs: number
  /** Time for one whole request and answer; 0 for no limit. */
  requestTimeoutMs: number
}

export type SettingName = keyof Settings

/** Where a value came from, for `config show --origin` and for error hints. */
export type Origin =
  | {from: 'flag'; flag: string}
  | {from: 'environment'; variable: string}
  | {from: 'project-file'; file: string}
  | {from: 'profile'; profile: string}
  | {from: 'default'}

/** Credentials that were found but belong to another endpoint than the one in force. They are not sent. */
export interface Withheld {
  origin: Origin
  /** The endpoint they belong to. */
  endpoint: string
}

/** The settings in force, each with its origin. */
export interface ResolvedSettings {
  settings: Settings
  origins: Readonly<Partial<Record<SettingName, Origin>>>
  /** Name of the profile in use; none when another endpoint than its own is in force. */
  profile?: string
  /** Who named it, in words: `--profile`, `BAI_PROFILE`, the project file, the current profile. */
  profileSource?: string
  withheld?: Withheld
}

/** Settings that are never shown, logged or put into errors. */
export const SECRET_SETTINGS: readonly SettingName[] = ['secretKey', 'sessionId']

/** All settings, in the order in which they are shown. */
export const SETTING_NAMES = [
  'endpoint',
  'endpointType',
  'accessKey',
  'secretKey',
  'sessionId',
  'domain',
  'project',
  'resourceGroup',
  'image',
  'gpuMemory',
  'verifyTls',
  'caFile',
  'httpProxy',
  'httpsProxy',
  'noProxy',
  'storageProxies',
  'connectTimeoutMs',
  'requestTimeoutMs',
] as const satisfies readonly SettingName[]

/** What holds when nothing is said. */
export const DEFAULT_SETTINGS: Settings = {
  endpointType: 'api',
  domain: 'default',
  project: 'default',
  verifyTls: true,
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
}

/** The flags that set a setting, for origins and hints. */
const FLAG_OF: Readonly<Partial<Record<SettingName, string>>> = {
  endpointType: '--endpoint-type',
  accessKey: '--access-key',
  project: '--project',
  resourceGroup: '--resource-group',
  image: 'IMAGE',
  gpuMemory: '--gpu-memory',
  verifyTls: '--insecure',
  caFile: '--ca-file',
}

/** Settings of one source, each with where exactly it was said. */
export interface Layer {
  values: Readonly<Partial<Settings>>
  originOf: (name: SettingName) => Origin
}

/** What the flags of a command say. */
export function flagLayer(values: Partial<Settings>): Layer {
  return {values, originOf: (name) => ({from: 'flag', flag: FLAG_OF[name] ?? `--${name}`})}
}

/** An origin in words: "BAI_ENDPOINT", "profile lab". */
export function describeOrigin(origin: Origin): string {
  switch (origin.from) {
    case 'flag':
      return origin.flag
    case 'environment':
      return origin.variable
    case 'project-file':
      return origin.file
    case 'profile':
      return `profile ${origin.profile}`
    case 'default':
      return 'default'
  }
}
