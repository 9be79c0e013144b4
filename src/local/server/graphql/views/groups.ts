import {addSlots, readSlots, type ResourceSlots} from '../../../../sdk/values/resource-slots.js'
import type {Cluster} from '../../../cluster/cluster.js'
import {isOccupying, type AgentRecord} from '../../../cluster/model.js'
import type {
  DomainRecord,
  PresetRecord,
  ProjectRecord,
  ResourcePolicyRecord,
  ScalingGroupRecord,
} from '../../../cluster/model.js'
import {IMAGE_PROJECT, LOCAL_REGISTRY} from '../../../cluster/images.js'
import {heldBy} from '../../../cluster/occupancy.js'
import {displayAmounts, displaySlots} from '../../resource-admission.js'

type Fields = Readonly<Record<string, unknown>>

/** `Group`, which people call project. */
export function groupView(cluster: Cluster, project: ProjectRecord): Fields {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    is_active: project.isActive,
    created_at: project.createdAt,
    modified_at: project.modifiedAt,
    domain_name: project.domain,
    total_resource_slots: JSON.stringify(displayAmounts(project.totalResourceSlots)),
    allowed_vfolder_hosts: '{}',
    integration_id: null,
    resource_policy: project.resourcePolicy,
    type: 'GENERAL',
    // Only containers can be made images.
    container_registry: JSON.stringify(
      cluster.runtime.name === 'docker' ? {registry: LOCAL_REGISTRY, project: IMAGE_PROJECT} : {},
    ),
    scaling_groups: [...cluster.state.scalingGroups.values()].map(({name}) => name),
  }
}

/** `Domain`. */
export function domainView(cluster: Cluster, domain: DomainRecord): Fields {
  return {
    name: domain.name,
    description: domain.description,
    is_active: domain.isActive,
    created_at: domain.createdAt,
    modified_at: domain.modifiedAt,
    total_resource_slots: JSON.stringify(displayAmounts(domain.totalResourceSlots)),
    allowed_vfolder_hosts: '{}',
    allowed_docker_registries: domain.allowedRegistries,
    integration_id: null,
    scaling_groups: [...cluster.state.scalingGroups.values()].map(({name}) => name),
  }
}

/** `ScalingGroup`, which people call resource group. */
export function scalingGroupView(cluster: Cluster, group: ScalingGroupRecord, userId: string): Fields {
  const agentsOf = (status: string): AgentRecord[] =>
    cluster.state.agents.filter((agent) => agent.scalingGroup === group.name && agent.status === status)
  return {
    name: group.name,
    description: group.description,
    is_active: group.isActive,
    is_public: group.isPublic,
    created_at: group.createdAt,
    wsproxy_addr: group.wsproxyAddr ?? null,
    wsproxy_api_token: null,
    driver: 'static',
    driver_opts: '{}',
    scheduler: group.scheduler ?? 'fifo',
    scheduler_opts: JSON.stringify({
      allowed_session_types: ['interactive', 'batch'],
      pending_timeout: 0,
      config: {},
      agent_selection_strategy: 'concentrated',
    }),
    use_host_network: false,
    accelerator_quantum_size: cluster.quantum.toNumber(),
    agent_count_by_status: ({status}: {status: string}) => agentsOf(status).length,
    agent_total_resource_slots_by_status: ({status}: {status: string}) =>
      slotTotals(cluster, agentsOf(status)),
    resource_allocation_limit_for_sessions: null,
    own_session_occupied_resource_slots: () =>
      JSON.stringify(displaySlots(heldByUser(cluster, userId, group.name))),
  }
}

function slotTotals(cluster: Cluster, agents: readonly AgentRecord[]): string {
  const total = (slots: readonly ResourceSlots[]): Record<string, string> =>
    displaySlots(slots.reduce(addSlots, new Map()))
  return JSON.stringify({
    occupied_slots: total(agents.map(({id}) => cluster.state.occupancy.ofAgent(id).slots)),
    available_slots: total(agents.map((agent) => readSlots(agent.availableSlots))),
  })
}

function heldByUser(cluster: Cluster, userId: string, scalingGroup: string): ResourceSlots {
  return [...cluster.state.sessionIndex.occupying.values()]
    .filter((session) => session.userId === userId && session.scalingGroup === scalingGroup)
    .filter((session) => isOccupying(session.status))
    .map(heldBy)
    .reduce(addSlots, new Map())
}

/** `ResourcePreset`. */
export function presetView(preset: PresetRecord): Fields {
  return {
    id: preset.id,
    name: preset.name,
    resource_slots: JSON.stringify(displayAmounts(preset.resourceSlots)),
    shared_memory: preset.sharedMemory,
    scaling_group_name: preset.scalingGroup ?? null,
  }
}

/** `KeyPairResourcePolicy`. */
export function policyView(policy: ResourcePolicyRecord): Fields {
  return {
    name: policy.name,
    created_at: policy.createdAt,
    default_for_unspecified: policy.defaultForUnspecified,
    total_resource_slots: JSON.stringify(displayAmounts(policy.totalResourceSlots)),
    max_session_lifetime: policy.maxSessionLifetime,
    max_concurrent_sessions: policy.maxConcurrentSessions,
    max_containers_per_session: policy.maxContainersPerSession,
    idle_timeout: policy.idleTimeout,
    allowed_vfolder_hosts: '{}',
    max_vfolder_count: null,
    max_vfolder_size: null,
    max_quota_scope_size: null,
    max_concurrent_sftp_sessions: 1,
    max_pending_session_count: policy.maxPendingSessionCount,
    max_pending_session_resource_slots: null,
  }
}
