import type {ProfileChange} from '../config/changes.js'
import {profileNamed} from '../config/edit-profiles.js'
import type {Profiles} from '../config/profile-schema.js'
import {unknownProfile} from '../config/resolve.js'
import type {LoginPlan} from '../config/login/log-in.js'
import type {LogoutReport} from '../config/login/log-out.js'
import type {DetailView, View} from '../output/view.js'

/** A profile as lists show it: no secret in it. */
export interface ProfileRow {
  name: string
  current: boolean
  endpoint: string
  endpointType: string
  /** What it holds: a `keypair`, a web `session`, or `none` after a logout. */
  credentials: 'keypair' | 'session' | 'none'
  accessKey: string | null
  username: string | null
  domain: string | null
  project: string | null
  resourceGroup: string | null
  image: string | null
  /** Memory of 1.0 GPU. */
  gpuMemory: string | null
}

/** The profiles, by name. */
export function profileRows(profiles: Profiles): ProfileRow[] {
  const names = Object.keys(profiles.profiles).sort((a, b) => (a < b ? -1 : 1))
  return names.map((name) => profileRow(profiles, name))
}

/** One profile. @throws NotFoundError */
export function profileRow(profiles: Profiles, name: string): ProfileRow {
  const profile = profileNamed(profiles, name)
  if (!profile) throw unknownProfile(name, profiles)
  return {
    name,
    current: name === profiles.current,
    endpoint: profile.endpoint,
    endpointType: profile.endpointType ?? 'api',
    credentials: profile.secretKey ? 'keypair' : profile.sessionId ? 'session' : 'none',
    accessKey: profile.accessKey ?? null,
    username: profile.username ?? null,
    domain: profile.domain ?? null,
    project: profile.project ?? null,
    resourceGroup: profile.resourceGroup ?? null,
    image: profile.image ?? null,
    gpuMemory: profile.gpuMemory ?? null,
  }
}

/** How profiles are shown. */
export const profileView: View<ProfileRow> = {
  columns: [
    {
      key: 'current',
      heading: ' ',
      value: (row) => row.current,
      text: (row) => (row.current ? '*' : ' '),
      minWidth: 1,
      shown: 'table',
    },
    {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'},
    {key: 'endpoint', value: (row) => row.endpoint, shown: 'table'},
    {key: 'endpointType', heading: 'TYPE', value: (row) => row.endpointType, shown: 'wide'},
    {
      key: 'username',
      heading: 'ACCOUNT',
      value: (row) => row.username,
      text: (row) => row.username ?? row.accessKey ?? '',
      shown: 'table',
    },
    {
      key: 'credentials',
      value: (row) => row.credentials,
      tone: (row) => (row.credentials === 'none' ? 'muted' : undefined),
      shown: 'table',
    },
    {key: 'accessKey', heading: 'ACCESS KEY', value: (row) => row.accessKey, shown: 'wide'},
    {key: 'domain', value: (row) => row.domain, shown: 'wide'},
    {key: 'project', value: (row) => row.project, shown: 'table'},
    {key: 'resourceGroup', heading: 'RESOURCE GROUP', value: (row) => row.resourceGroup, shown: 'wide'},
    {key: 'image', value: (row) => row.image, shown: 'wide'},
    {key: 'gpuMemory', heading: 'GPU MEMORY', value: (row) => row.gpuMemory, shown: 'data'},
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'No profiles yet. Make one with `bai login https://manager.example.com`.',
}

/** How one profile is shown. */
export const profileDetailView: DetailView<ProfileRow> = {
  ...profileView,
  columns: profileView.columns.map((column) =>
    column.key === 'current' ? {...column, text: ({current}) => (current ? 'yes' : 'no')} : column,
  ),
}

/** How `--dry-run` shows what would change. */
export const changeView: View<ProfileChange> = {
  columns: [
    {key: 'profile', value: (row) => row.profile, shown: 'table'},
    {key: 'setting', value: (row) => row.setting, shown: 'table'},
    {key: 'before', value: (row) => row.before, shown: 'table'},
    {key: 'after', value: (row) => row.after, shown: 'table'},
  ],
  name: (row) => `${row.profile}.${row.setting}`,
  id: (row) => `${row.profile}.${row.setting}`,
  empty: 'Nothing would change.',
}

/** How `login --dry-run` shows what it would do. */
export const loginPlanView: DetailView<LoginPlan> = {
  columns: [
    {key: 'endpoint', value: (row) => row.endpoint, shown: 'table'},
    {key: 'endpointType', value: (row) => row.endpointType, shown: 'table'},
    {key: 'profile', value: (row) => row.profile, shown: 'table'},
    {key: 'file', value: (row) => row.file, shown: 'table'},
  ],
  name: (row) => row.profile,
  id: (row) => row.profile,
}

/** How `logout` shows what it did. */
export const logoutView: DetailView<LogoutReport> = {
  columns: [
    {key: 'profile', value: (row) => row.profile, shown: 'table'},
    {key: 'endpoint', value: (row) => row.endpoint, shown: 'table'},
    {key: 'removed', value: (row) => row.removed, shown: 'table'},
  ],
  name: (row) => row.profile ?? '',
  id: (row) => row.profile ?? '',
}
