import {shownValue} from './masks.js'
import type {Profile, Profiles} from './profile-schema.js'
import {SETTING_NAMES} from './settings.js'

/** One difference in the profiles file, secrets masked. */
export interface ProfileChange {
  /** Empty for the choice of the current profile. */
  profile: string
  setting: string
  before: string | number | boolean | null
  after: string | number | boolean | null
}

/** What differs between two states of the profiles: what `--dry-run` shows. */
export function profileChanges(before: Profiles, after: Profiles): ProfileChange[] {
  const names = new Set([...Object.keys(before.profiles), ...Object.keys(after.profiles)])
  const changes = [...names].flatMap((name) => changesOf(name, before.profiles[name], after.profiles[name]))
  if (before.current === after.current) return changes
  const current = {
    profile: '',
    setting: 'current',
    before: before.current ?? null,
    after: after.current ?? null,
  }
  return [...changes, current]
}

function changesOf(
  name: string,
  before: Partial<Profile> = {},
  after: Partial<Profile> = {},
): ProfileChange[] {
  const settings = SETTING_NAMES.filter((setting) => before[setting] !== after[setting]).map((setting) => ({
    profile: name,
    setting,
    before: shownValue(setting, before[setting]),
    after: shownValue(setting, after[setting]),
  }))
  if (before.username === after.username) return settings
  const username = {
    profile: name,
    setting: 'username',
    before: before.username ?? null,
    after: after.username ?? null,
  }
  return [...settings, username]
}
