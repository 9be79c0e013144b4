import {ConfigFileError, isRecord} from './json-file.js'
import {SETTING_NAMES, type SettingName, type Settings} from './settings.js'

/** An account at one endpoint. What a newer `bai` may have added to it is kept when it is written again. */
export type Profile = Partial<Settings> & {
  endpoint: string
  /** E-mail address of the last login, for people. */
  username?: string
}

/** The content of the profiles file. */
export interface Profiles {
  /** Name of the profile that is used when none is named. */
  current?: string
  profiles: Readonly<Record<string, Profile>>
}

export const NO_PROFILES: Profiles = {profiles: {}}

/** What a profile may be called: it stands in file names, variables and command lines. */
export const PROFILE_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@:-]{0,63}$/u

const BOOLEANS: ReadonlySet<SettingName> = new Set(['verifyTls'])
const NUMBERS: ReadonlySet<SettingName> = new Set(['connectTimeoutMs', 'requestTimeoutMs'])

/**
 * Narrows the content of the profiles file. By hand: a schema library would cost every start more than the file.
 * @throws ConfigFileError naming file and place, never the value.
 */
export function checkProfiles(value: unknown, file: string): Profiles {
  if (!isRecord(value)) throw bad(file, 'The whole file', 'an object')
  const {current, profiles = {}} = value
  if (current !== undefined && typeof current !== 'string') throw bad(file, 'current', 'a text')
  if (!isRecord(profiles)) throw bad(file, 'profiles', 'an object')
  for (const [name, profile] of Object.entries(profiles)) checkProfile(profile, `profiles.${name}`, file)
  return value as unknown as Profiles
}

function checkProfile(profile: unknown, place: string, file: string): void {
  if (!isRecord(profile)) throw bad(file, place, 'an object')
  if (typeof profile['endpoint'] !== 'string' || profile['endpoint'] === '') {
    throw bad(file, `${place}.endpoint`, 'an address')
  }
  for (const name of [...SETTING_NAMES, 'username'] as const) {
    const value = profile[name]
    if (value !== undefined && !isOfKind(name, value)) throw bad(file, `${place}.${name}`, kindOf(name))
  }
}

function isOfKind(name: SettingName | 'username', value: unknown): boolean {
  if (name === 'endpointType') return value === 'api' || value === 'session'
  if (name === 'username') return typeof value === 'string'
  if (BOOLEANS.has(name)) return typeof value === 'boolean'
  if (NUMBERS.has(name)) return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  return typeof value === 'string'
}

function kindOf(name: SettingName | 'username'): string {
  if (name === 'endpointType') return '"api" or "session"'
  if (name === 'username') return 'a text'
  if (BOOLEANS.has(name)) return 'true or false'
  return NUMBERS.has(name) ? 'a whole number of milliseconds' : 'a text'
}

function bad(file: string, place: string, expected: string): ConfigFileError {
  return new ConfigFileError(`${file}: ${place} is not ${expected}.`, [
    'Repair it, or move the file away and log in again. It was left as it is.',
  ])
}
