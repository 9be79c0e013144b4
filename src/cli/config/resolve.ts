import {NotFoundError} from '../../sdk/errors.js'
import {suggestions} from '../suggest.js'
import {checkEndpoint, isWithinEndpoint} from './endpoint.js'
import type {EnvironmentSettings} from './environment.js'
import type {Profile, Profiles} from './profile-schema.js'
import type {ProjectFile} from './project-schema.js'
import {
  DEFAULT_SETTINGS,
  describeOrigin,
  SETTING_NAMES,
  type Layer,
  type Origin,
  type ResolvedSettings,
  type SettingName,
  type Settings,
  type Withheld,
} from './settings.js'

/** Everything that is known before it is decided what holds. */
export interface SettingsInputs {
  flags: Layer
  /** `--profile` */
  profileFlag?: string | undefined
  environment: EnvironmentSettings
  projectFile?: ProjectFile | undefined
  profiles: Profiles
}

/** The profile a command works with, and who named it. */
export interface ProfileChoice {
  name: string
  by: 'flag' | 'environment' | 'project-file' | 'current'
  /** Who named it, in words. */
  source: string
  /** Absent when there is none of that name. */
  profile: Profile | undefined
}

/** Settings that say where and as whom. A profile named for this very command decides them before the environment. */
const IDENTITY: ReadonlySet<SettingName> = new Set([
  'endpoint',
  'endpointType',
  'accessKey',
  'secretKey',
  'sessionId',
])

/**
 * Decides what holds: flag, environment, project file, profile, default, in this order. A keypair is taken from one
 * source as a whole. Credentials never go to another endpoint than the one they were stored with.
 * @throws NotFoundError when a profile is named that does not exist, UsageError for a malformed endpoint.
 */
export function resolveSettings(inputs: SettingsInputs): ResolvedSettings {
  const choice = chosenProfile(inputs)
  const profile = choice && profileLayer(choice)
  const identity = orderIdentity(inputs, choice, profile)
  const endpoint = first(identity, 'endpoint')
  const isOwn =
    !profile || !endpoint || isWithinEndpoint(String(endpoint.value), choice?.profile?.endpoint ?? '')
  const isUsable = (layer: Layer) => isOwn || layer !== profile
  const foreign = foreignEnvironment(inputs.environment, endpoint)
  const stack: Stack = {
    identity: identity.filter(isUsable).map((layer) => withoutForeign(layer, endpoint, foreign)),
    others: [...othersOf(inputs), ...(profile ? [profile] : [])].filter(isUsable),
    endpoint: endpoint?.layer,
  }
  const {settings, origins} = merge(stack)
  const withheld = isOwn ? foreign && exportedElsewhere(inputs, endpoint, foreign) : storedElsewhere(choice)
  return {
    settings,
    origins,
    ...(isOwn && choice && {profile: choice.name, profileSource: choice.source}),
    ...(withheld && !hasCredentials(settings) && {withheld}),
  }
}

/** The profile to use: `--profile`, `BAI_PROFILE`, the project file's, the current one. */
export function chooseProfile(inputs: Omit<SettingsInputs, 'flags'>): ProfileChoice | undefined {
  const {profileFlag, environment, projectFile, profiles} = inputs
  const named = (name: string, by: ProfileChoice['by'], source: string): ProfileChoice => ({
    name,
    by,
    source,
    profile: Object.hasOwn(profiles.profiles, name) ? profiles.profiles[name] : undefined,
  })
  if (profileFlag) return named(profileFlag, 'flag', '--profile')
  if (environment.profile) return named(environment.profile, 'environment', 'BAI_PROFILE')
  if (projectFile?.profile) return named(projectFile.profile, 'project-file', projectFile.file)
  return profiles.current ? named(profiles.current, 'current', 'current profile') : undefined
}

/** The error for a profile that does not exist. */
export function unknownProfile(name: string, profiles: Profiles, source?: string): NotFoundError {
  const known = Object.keys(profiles.profiles)
  const near = suggestions(name, known)
  return new NotFoundError(`There is no profile "${name}"${source ? ` (${source})` : ''}.`, {
    hints: [
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : known.length > 0
          ? `There are: ${known.join(', ')}.`
          : 'There is no profile yet.',
      `Make it with \`bai login ENDPOINT --profile ${name}\` or \`bai profile add ${name} --endpoint ENDPOINT\`.`,
    ],
  })
}

function chosenProfile(inputs: SettingsInputs): ProfileChoice | undefined {
  const choice = chooseProfile(inputs)
  if (!choice || choice.profile) return choice
  // A current profile that somebody removed by hand is no reason to fail: it was not asked for.
  if (choice.by === 'current') return undefined
  throw unknownProfile(choice.name, inputs.profiles, choice.source)
}

function profileLayer({name, profile}: ProfileChoice): Layer {
  return {values: profile ?? {}, originOf: () => ({from: 'profile', profile: name})}
}

/**
 * `--profile lab` says where to work as plainly as `--endpoint`, so exported variables do not overrule it;
 * `BAI_PROFILE` stands between `BAI_*`, which is as plain, and the older `BACKEND_*`.
 */
function orderIdentity(
  {flags, environment: {bai, backend}}: SettingsInputs,
  choice: ProfileChoice | undefined,
  profile: Layer | undefined,
): Layer[] {
  if (!choice || !profile) return [flags, bai, backend]
  if (choice.by === 'flag') return [flags, profile, bai, backend]
  if (choice.by === 'environment') return [flags, bai, profile, backend]
  return [flags, bai, backend, profile]
}

interface Found {
  value: Settings[SettingName]
  layer: Layer
}

function first(layers: readonly Layer[], name: SettingName): Found | undefined {
  const layer = layers.find(({values}) => values[name] !== undefined)
  return layer && {value: layer.values[name], layer}
}

function othersOf({flags, environment: {bai, backend, proxies}, projectFile}: SettingsInputs): Layer[] {
  return [flags, bai, backend, proxies, ...(projectFile ? [projectFile.layer] : [])]
}

/** Where the environment's credentials belong, when it names an endpoint of its own but another one is in force. */
function foreignEnvironment(
  {bai, backend}: EnvironmentSettings,
  endpoint: Found | undefined,
): string | undefined {
  const own = bai.values.endpoint ?? backend.values.endpoint
  if (own === undefined || endpoint === undefined) return undefined
  return isWithinEndpoint(String(endpoint.value), own) ? undefined : own
}

/**
 * The environment's settings without the credentials that belong elsewhere. At an endpoint that was typed its keypair
 * still counts: a second address of the same manager is a common reason to type one, and a signature gives no secret
 * away. A session id would be given away.
 */
function withoutForeign(layer: Layer, endpoint: Found | undefined, foreign: string | undefined): Layer {
  if (foreign === undefined || layer.originOf('sessionId').from !== 'environment') return layer
  const {sessionId: _sessionId, ...rest} = layer.values
  const {accessKey: _accessKey, secretKey: _secretKey, endpointType: _type, ...others} = rest
  return {...layer, values: isTyped(endpoint) ? rest : others}
}

function storedElsewhere(choice: ProfileChoice | undefined): Withheld | undefined {
  if (!choice?.profile || !hasCredentials(choice.profile)) return undefined
  return {origin: {from: 'profile', profile: choice.name}, endpoint: choice.profile.endpoint}
}

function exportedElsewhere(
  {environment: {bai, backend}}: SettingsInputs,
  endpoint: Found | undefined,
  foreign: string,
): Withheld | undefined {
  const names = isTyped(endpoint) ? (['sessionId'] as const) : (['accessKey', 'sessionId'] as const)
  for (const {values, originOf} of [bai, backend]) {
    const name = names.find((candidate) => values[candidate] !== undefined)
    if (name) return {origin: originOf(name), endpoint: foreign}
  }
  return undefined
}

function isTyped(endpoint: Found | undefined): boolean {
  return endpoint?.layer.originOf('endpoint').from === 'flag'
}

function hasCredentials(settings: Partial<Settings>): boolean {
  return Boolean(settings.secretKey ?? settings.sessionId)
}

interface Stack {
  identity: readonly Layer[]
  others: readonly Layer[]
  /** The layer the endpoint was taken from, be its credentials withheld or not. */
  endpoint: Layer | undefined
}

function merge(stack: Stack): {settings: Settings; origins: Partial<Record<SettingName, Origin>>} {
  const keypair = stack.identity.find(({values}) => (values.accessKey ?? values.secretKey) !== undefined)
  const origins: Partial<Record<SettingName, Origin>> = {}
  const picked = SETTING_NAMES.flatMap((name): [SettingName, Settings[SettingName]][] => {
    const layer = layerOf(name, stack, keypair)
    const value = layer?.values[name]
    if (layer === undefined || value === undefined) {
      if (DEFAULT_SETTINGS[name] !== undefined) origins[name] = {from: 'default'}
      return []
    }
    const origin = layer.originOf(name)
    origins[name] = origin
    return [[name, name === 'endpoint' ? checkEndpoint(String(value), endpointSource(origin)) : value]]
  })
  return {settings: {...DEFAULT_SETTINGS, ...Object.fromEntries(picked)}, origins}
}

function endpointSource(origin: Origin): string {
  return origin.from === 'profile' ? `The endpoint of ${describeOrigin(origin)}` : describeOrigin(origin)
}

function layerOf(name: SettingName, stack: Stack, keypair: Layer | undefined): Layer | undefined {
  if (name === 'endpoint') return stack.endpoint
  if (name === 'accessKey' || name === 'secretKey') return keypair
  return first(IDENTITY.has(name) ? stack.identity : stack.others, name)?.layer
}
