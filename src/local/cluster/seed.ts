import {randomUUID} from 'node:crypto'
import {setConfig} from './accelerator.js'
import {createAccounts, type Account} from './accounts.js'
import {GPU_SLOT} from './devices.js'
import {timestamp, type Timestamp} from './model.js'
import type {ClusterState} from './state.js'

export interface SeedOptions {
  rateLimit: number
  now: number
}

const GIB = 1024 ** 3
const NO_LIMIT_SESSIONS = 10_000

/** Whether the state was filled to the end: the manager's status comes last. */
export function isSeeded(state: ClusterState): boolean {
  return state.config.get('manager/status') !== undefined
}

/** Fills an empty cluster with one domain, project, resource group and policy, and its accounts. */
export function seed(state: ClusterState, options: SeedOptions): Account[] {
  const at = timestamp(options.now)
  // A crash in the middle of the first start can have left a part of it.
  for (const table of [state.users, state.keypairs, state.projects, state.presets]) table.clear()
  seedScopes(state, at)
  const accounts = createAccounts(state, options.now, options.rateLimit)
  seedProject(state, at)
  seedPresets(state)
  setConfig(state, {
    'config/system/timezone': 'UTC',
    'config/docker/image/auto_pull': 'none',
    'volumes/_types/user': '',
    'volumes/_types/group': '',
    'manager/status': 'running',
  })
  return accounts
}

function seedScopes(state: ClusterState, at: Timestamp): void {
  state.domains.put({
    name: 'default',
    description: 'The default domain',
    isActive: true,
    createdAt: at,
    modifiedAt: at,
    totalResourceSlots: {},
    allowedRegistries: ['local.bai'],
  })
  state.policies.put({
    name: 'default',
    createdAt: at,
    defaultForUnspecified: 'UNLIMITED',
    totalResourceSlots: {},
    maxConcurrentSessions: NO_LIMIT_SESSIONS,
    maxContainersPerSession: 16,
    maxPendingSessionCount: null,
    maxSessionLifetime: 0,
    idleTimeout: 0,
  })
  state.scalingGroups.put({
    name: 'default',
    description: 'The default agent scaling group',
    isActive: true,
    isPublic: true,
    createdAt: at,
  })
}

function seedProject(state: ClusterState, at: Timestamp): void {
  state.projects.put({
    id: randomUUID(),
    name: 'default',
    description: 'The default user group',
    isActive: true,
    domain: 'default',
    createdAt: at,
    modifiedAt: at,
    totalResourceSlots: {},
    resourcePolicy: 'default',
    memberIds: [...state.users.values()].map((user) => user.id),
  })
}

function seedPresets(state: ClusterState): void {
  const presets: [string, Record<string, string>][] = [
    ['cpu01-small', {cpu: '1', mem: String(GIB)}],
    ['cpu02-medium', {cpu: '4', mem: String(8 * GIB)}],
    ['cpu03-large', {cpu: '8', mem: String(16 * GIB)}],
    ['cuda01-small', {cpu: '1', mem: String(4 * GIB), [GPU_SLOT]: '0.5'}],
    ['cuda02-medium', {cpu: '4', mem: String(16 * GIB), [GPU_SLOT]: '1'}],
  ]
  for (const [name, resourceSlots] of presets) {
    state.presets.put({id: randomUUID(), name, resourceSlots, sharedMemory: null})
  }
}
