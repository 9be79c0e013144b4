import {UsageError} from '../../errors.js'
import type {Asker} from '../../prompt.js'
import {checkEndpoint, isWithinEndpoint} from '../endpoint.js'
import {resolveSettings, type SettingsInputs} from '../resolve.js'
import {flagLayer, type ResolvedSettings, type Settings} from '../settings.js'
import {loginInputs, loginProfile, type LoginProfile} from './target.js'

/** What was said about where to log in. */
export interface LoginRequest {
  /** As an argument. */
  endpoint: string | undefined
  settings: Partial<Settings>
  inputs: (flags: Partial<Settings>) => Promise<SettingsInputs>
  asker: Asker | undefined
}

/** Where a login goes, and as what it is kept. */
export interface PreparedLogin {
  resolved: ResolvedSettings
  profile: LoginProfile
  /** A keypair of the environment that may be used there. */
  exported: {accessKey: string; secretKey: string} | undefined
  /** A variable that goes on winning over the profile when no profile is named. */
  overruling: string | undefined
}

/**
 * Settles address and profile of a login: the argument; else environment or profile; else somebody is asked.
 * Rejects with `UsageError` where nobody can be.
 */
export async function prepareLogin(request: LoginRequest): Promise<PreparedLogin> {
  const {endpoint: argument, settings} = request
  const given = argument === undefined ? undefined : checkEndpoint(argument, 'ENDPOINT')
  const inputs = await request.inputs({...settings, ...(given && {endpoint: given})})
  const first = resolveSettings(loginInputs(inputs))
  const resolved = first.settings.endpoint ? first : await withAskedEndpoint(inputs, request)
  const {accessKey, secretKey, endpoint = ''} = resolved.settings
  const profile = loginProfile(inputs, endpoint)
  const {bai, backend} = inputs.environment
  const meant = bai.values.endpoint ?? backend.values.endpoint ?? endpoint
  const isExported = resolved.origins.accessKey?.from === 'environment' && isWithinEndpoint(endpoint, meant)
  return {
    resolved,
    profile,
    exported: isExported && accessKey && secretKey ? {accessKey, secretKey} : undefined,
    overruling: overrulingVariable(inputs, endpoint),
  }
}

/** With such a variable, people log in and are then told by every command that they are not. */
function overrulingVariable({environment}: SettingsInputs, endpoint: string): string | undefined {
  for (const {values, originOf} of [environment.bai, environment.backend]) {
    const isElsewhere = values.endpoint !== undefined && !isWithinEndpoint(values.endpoint, endpoint)
    const name = isElsewhere ? 'endpoint' : (['accessKey', 'sessionId'] as const).find((key) => values[key])
    const origin = name && originOf(name)
    if (origin?.from === 'environment') return origin.variable
  }
  return undefined
}

async function withAskedEndpoint(inputs: SettingsInputs, {asker}: LoginRequest): Promise<ResolvedSettings> {
  if (!asker) {
    throw new UsageError('Missing ENDPOINT: nothing says where to log in.', [
      'Give the address: `bai login https://manager.example.com`, or set BAI_ENDPOINT.',
    ])
  }
  const endpoint = checkEndpoint(await asker.ask('Address of the manager or webserver: '), 'The address')
  const flags = flagLayer({...inputs.flags.values, endpoint})
  return resolveSettings(loginInputs({...inputs, flags}))
}
