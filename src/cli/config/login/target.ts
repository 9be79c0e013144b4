import {UsageError} from '../../errors.js'
import {checkProfileName} from '../edit-profiles.js'
import {isWithinEndpoint, splitEndpoint} from '../endpoint.js'
import {NO_PROFILES, type Profiles} from '../profile-schema.js'
import {chooseProfile, type SettingsInputs} from '../resolve.js'

/** Inputs that can be resolved although the profile to log in to may be new: then only flags and environment count. */
export function loginInputs(inputs: SettingsInputs): SettingsInputs {
  const choice = chooseProfile(inputs)
  if (!choice || choice.profile) return inputs
  const {profile: _ofEnvironment, ...environment} = inputs.environment
  const projectFile = inputs.projectFile && {file: inputs.projectFile.file, layer: inputs.projectFile.layer}
  return {flags: inputs.flags, environment, projectFile, profiles: NO_PROFILES}
}

/** The profile a login goes to. */
export interface LoginProfile {
  name: string
  /** Whether somebody named it, rather than us. */
  named: boolean
}

/**
 * Names the profile for a login: the one that was asked for; else the one that has this endpoint; else a new one,
 * `default` when it is the first.
 * @throws UsageError when several have this endpoint, so that no account's credentials are replaced by a guess.
 */
export function loginProfile(inputs: SettingsInputs, endpoint: string): LoginProfile {
  const choice = chooseProfile(inputs)
  if (choice && choice.by !== 'current') return {name: checkProfileName(choice.name), named: true}
  const {profiles, current} = inputs.profiles
  const same = Object.entries(profiles)
    .filter(([, profile]) => isWithinEndpoint(endpoint, profile.endpoint))
    .map(([name]) => name)
  if (current !== undefined && same.includes(current)) return {name: current, named: false}
  const [only, ...others] = same
  if (others.length > 0) {
    throw new UsageError(`Several profiles have ${endpoint}: ${same.join(', ')}.`, [
      'Name one with --profile.',
    ])
  }
  return {name: only ?? freshName(inputs.profiles, endpoint), named: false}
}

function freshName({profiles}: Profiles, endpoint: string): string {
  if (Object.keys(profiles).length === 0) return 'default'
  const [address = endpoint] = splitEndpoint(endpoint)
  const host = new URL(address).host
    .replace(/[[\]]/g, '')
    .replace(/^[^\p{L}\p{N}]+/u, 'host-')
    .slice(0, 60)
  for (let nth = 1; ; nth++) {
    const name = nth === 1 ? host : `${host}-${nth}`
    if (!Object.hasOwn(profiles, name)) return name
  }
}
