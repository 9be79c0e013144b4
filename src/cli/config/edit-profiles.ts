import {ConflictError} from '../../sdk/errors.js'
import {UsageError} from '../errors.js'
import {isWithinEndpoint} from './endpoint.js'
import {PROFILE_NAME, type Profile, type Profiles} from './profile-schema.js'
import {unknownProfile} from './resolve.js'
import type {Settings} from './settings.js'

/** Settings that prove who somebody is; they belong to one endpoint. */
const CREDENTIALS = ['accessKey', 'secretKey', 'sessionId', 'username'] as const

/**
 * Checks the name of a new profile.
 * @throws UsageError saying what is accepted.
 */
export function checkProfileName(name: string): string {
  if (PROFILE_NAME.test(name) && name !== '__proto__') return name
  throw new UsageError(
    `"${name}" is not a profile name: letters, digits and . _ @ : - , starting with a letter or digit.`,
  )
}

/** A profile to be added or changed. */
export interface ProfileEdit {
  name: string
  values: Partial<Settings> & {username?: string}
  /** Change one that is there. */
  update: boolean
  /** Make it the current one. */
  use: boolean
}

/**
 * Adds or changes a profile. A change of the endpoint takes away the credentials, which belong to the old one; new
 * credentials replace the old ones as a whole.
 * @throws ConflictError when it exists, NotFoundError when it should, UsageError without an endpoint.
 */
export function editProfile(profiles: Profiles, edit: ProfileEdit): Profiles {
  const {name, values, update} = edit
  const old = profileNamed(profiles, name)
  if (update && !old) throw unknownProfile(name, profiles, '--update')
  if (old && !update) {
    throw new ConflictError(`There is a profile "${name}" already, for ${old.endpoint}.`, {
      hints: ['Change it with --update, or choose another name.'],
    })
  }
  const endpoint = values.endpoint ?? old?.endpoint
  if (!endpoint) throw new UsageError('Missing --endpoint: a new profile needs an address.')
  return put(profiles, {
    name,
    profile: {...keptOf(old, {...values, endpoint}), ...values, endpoint},
    use: edit.use,
  })
}

/** A login that was verified. */
export interface LoginEdit {
  name: string
  /** Whether somebody named the profile, which is a yes to replacing another account's credentials in it. */
  named: boolean
  profile: Profile
}

/**
 * Stores a login and makes its profile the current one.
 * @throws ConflictError when an unnamed profile holds another account's credentials.
 */
export function storeLogin(profiles: Profiles, {name, named, profile}: LoginEdit): Profiles {
  const old = profileNamed(profiles, name)
  const isOther = old?.accessKey && profile.accessKey && old.accessKey !== profile.accessKey
  if (isOther && (old.secretKey ?? old.sessionId) && !named) {
    throw new ConflictError(
      `Profile "${name}" holds the credentials of another account (${old.accessKey}).`,
      {
        hints: [`Name a profile for this one with --profile NAME, or replace it with --profile ${name}.`],
      },
    )
  }
  return put(profiles, {name, profile: {...keptOf(old, profile), ...profile}, use: true})
}

/** Takes the credentials out of a profile and leaves its other settings. */
export function removeCredentials(profiles: Profiles, name: string): Profiles {
  const old = profileNamed(profiles, name)
  if (!old?.secretKey && !old?.sessionId) return profiles
  // The access key and the user name stay: they are no secrets and say whose profile it was.
  const {secretKey: _secretKey, sessionId: _sessionId, ...rest} = old
  return {...profiles, profiles: {...profiles.profiles, [name]: rest}}
}

/** Makes a profile the current one. @throws NotFoundError */
export function useProfile(profiles: Profiles, name: string): Profiles {
  if (!profileNamed(profiles, name)) throw unknownProfile(name, profiles)
  return profiles.current === name ? profiles : {...profiles, current: name}
}

/** Removes profiles, all or none. @throws NotFoundError */
export function removeProfiles(profiles: Profiles, names: readonly string[]): Profiles {
  const missing = names.find((name) => !profileNamed(profiles, name))
  if (missing !== undefined) throw unknownProfile(missing, profiles)
  const left = Object.entries(profiles.profiles).filter(([name]) => !names.includes(name))
  const {current, ...rest} = profiles
  return {
    ...rest,
    ...(current !== undefined && !names.includes(current) && {current}),
    profiles: Object.fromEntries(left),
  }
}

/** The profile of that name, if there is one. */
export function profileNamed({profiles}: Profiles, name: string): Profile | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined
}

function put(
  profiles: Profiles,
  {name, profile, use}: {name: string; profile: Profile; use: boolean},
): Profiles {
  const isFirst = Object.keys(profiles.profiles).length === 0
  return {
    ...profiles,
    ...((use || isFirst) && {current: name}),
    profiles: {...profiles.profiles, [checkProfileName(name)]: profile},
  }
}

/** What of the old profile stays: nothing of another endpoint, no credentials when there are new ones. */
function keptOf(old: Profile | undefined, next: Profile): Partial<Profile> {
  if (!old) return {}
  const isSame =
    isWithinEndpoint(next.endpoint, old.endpoint) && isWithinEndpoint(old.endpoint, next.endpoint)
  const isSameType = (next.endpointType ?? old.endpointType) === old.endpointType
  if (isSame && isSameType && !CREDENTIALS.some((name) => next[name] !== undefined)) return old
  if (!isSame) return {}
  return Object.fromEntries(Object.entries(old).filter(([key]) => !CREDENTIALS.some((name) => name === key)))
}
