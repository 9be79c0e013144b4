import {Decimal} from '../../sdk/values/decimal.js'
import {readSlots, subtractSlots} from '../../sdk/values/resource-slots.js'
import type {AgentRecord} from './model.js'
import type {Occupancy} from './occupancy.js'
import type {AgentCapacity} from './placement.js'
import {quotaKey, type Quota, type Quotas} from './quotas.js'
import type {ClusterState} from './state.js'

/** Agents of a resource group that are alive, with what is free on each. */
export function agentCapacities(state: ClusterState, scalingGroup: string): AgentCapacity[] {
  return state.agents
    .filter((agent) => agent.status === 'ALIVE' && agent.scalingGroup === scalingGroup)
    .map((agent) => agentCapacity(agent, state.occupancy))
}

function agentCapacity(agent: AgentRecord, occupancy: Occupancy): AgentCapacity {
  return {
    id: agent.id,
    architecture: agent.architecture,
    schedulable: agent.schedulable,
    free: subtractSlots(readSlots(agent.availableSlots), occupancy.ofAgent(agent.id).slots),
    devices: agent.devices.map((device) => {
      const total = new Decimal(device.shares)
      return {id: device.id, total, free: total.minus(occupancy.ofDevice(device.id))}
    }),
  }
}

/** Every limit that is in force, with what is used of it. */
export function currentQuotas(state: ClusterState): Quotas {
  const quotas = new Map<string, Quota>()
  for (const keypair of state.keypairs.values()) {
    const policy = state.policies.get(keypair.resourcePolicy)
    if (policy)
      quotas.set(quotaKey('keypair', keypair.accessKey), keypairQuota(state, keypair.accessKey, policy))
  }
  for (const project of state.projects.values()) {
    quotas.set(quotaKey('project', project.id), scopeQuota(state, quotaKey('project', project.id), project))
  }
  for (const domain of state.domains.values()) {
    quotas.set(quotaKey('domain', domain.name), scopeQuota(state, quotaKey('domain', domain.name), domain))
  }
  return quotas
}

interface PolicyLimits {
  totalResourceSlots: Readonly<Record<string, string>>
  defaultForUnspecified: 'UNLIMITED' | 'LIMITED'
  maxConcurrentSessions: number
}

function keypairQuota(state: ClusterState, accessKey: string, policy: PolicyLimits): Quota {
  const usage = state.occupancy.ofOwner(quotaKey('keypair', accessKey))
  return {
    limit: readSlots(policy.totalResourceSlots),
    unspecified: policy.defaultForUnspecified,
    used: usage.slots,
    maxSessions: policy.maxConcurrentSessions,
    sessions: usage.count,
  }
}

function scopeQuota(
  state: ClusterState,
  key: string,
  scope: {totalResourceSlots: Readonly<Record<string, string>>},
): Quota {
  const usage = state.occupancy.ofOwner(key)
  return {
    limit: readSlots(scope.totalResourceSlots),
    unspecified: 'UNLIMITED',
    used: usage.slots,
    maxSessions: undefined,
    sessions: usage.count,
  }
}
