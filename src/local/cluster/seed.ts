import {randomUUID} from 'node:crypto'
import {createAccounts, type Account} from './accounts.js'
import {GPU_SLOT} from './devices.js'
import {timestamp} from './model.js'
import type {ClusterState} from './state.js'
import type {Topology} from './topology.js'

export interface SeedOptions {
  topology: Topology
  quantum: string
  rateLimit: number
  now: number
}

const GIB = 1024 ** 3
const NO_LIMIT_SESSIONS = 10_000

/** Fills an empty cluster with one domain, project, resource group and policy, and its accounts. */
export function seed(state: ClusterState, options: SeedOptions): Account[] {
  const at = timestamp(options.now)
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
  const accounts = createAccounts(state, options.now, options.rateLimit)
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
  seedPresets(state)
  return accounts
}

/** Writes the settings that follow from the topology to where administrators of an installation look for them. */
export function configureAccelerator(state: ClusterState, topology: Topology, quantum: string): void {
  const plugin = 'config/plugins/accelerator/cuda'
  const settings: Record<string, string> = {
    'config/system/timezone': 'UTC',
    'config/docker/image/auto_pull': 'none',
    [`config/resource_slots/${GPU_SLOT}`]: 'count',
    [`${plugin}/allocation_mode`]: 'fractional',
    [`${plugin}/unit_mem`]: String(Math.floor(topology.gpuMemoryBytes / Number(topology.sharesPerGpu))),
    [`${plugin}/quantum_size`]: quantum,
    'volumes/_types/user': '',
    'volumes/_types/group': '',
    'manager/status': 'running',
  }
  for (const [key, value] of Object.entries(settings)) {
    if (state.config.get(key)?.value !== value) state.config.put({key, value})
  }
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
