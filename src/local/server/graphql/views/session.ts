import {writeSlots} from '../../../../sdk/values/resource-slots.js'
import type {Cluster} from '../../../cluster/cluster.js'
import {
  isOccupying,
  isQueued,
  type ProjectRecord,
  type SessionRecord,
  type UserRecord,
} from '../../../cluster/model.js'
import {heldBy} from '../../../cluster/occupancy.js'
import {servicesOf} from '../../../cluster/services.js'
import {displayAmounts} from '../../resource-admission.js'
import {idleChecks, resourceOptsByHost, statusReason} from '../../session-info.js'
import {ContainerView} from './container.js'

/** `ComputeSession`: what the list and single queries answer. */
export class SessionView {
  readonly inference_metrics = JSON.stringify({requests: 0, last_response_ms: 0})
  readonly num_queries = 0
  readonly commit_status = 'ready'
  readonly cluster_template = null
  readonly created_user_email = null
  readonly created_user_id = null

  constructor(
    protected readonly cluster: Cluster,
    readonly record: SessionRecord,
  ) {}

  get id(): string {
    return this.record.id
  }
  get session_id(): string {
    return this.record.id
  }
  get main_kernel_id(): string | null {
    return this.record.kernels[0]?.id ?? null
  }
  get tag(): string {
    return this.record.tag
  }
  get name(): string {
    return this.record.name
  }
  get type(): string {
    return this.record.type.toUpperCase()
  }
  get main_kernel_role(): string {
    return this.type
  }
  get priority(): number {
    return this.record.priority
  }
  get image(): string {
    return this.record.image
  }
  get architecture(): string {
    return this.record.architecture
  }
  get registry(): string {
    return this.record.registry
  }
  get cluster_mode(): string {
    return this.record.clusterMode
  }
  get cluster_size(): number {
    return this.record.clusterSize
  }
  get domain_name(): string {
    return this.record.domain
  }
  get group_name(): string | null {
    return this.project?.name ?? null
  }
  get group_id(): string {
    return this.record.projectId
  }
  get user_email(): string | null {
    return this.user?.email ?? null
  }
  get full_name(): string | null {
    return this.user?.fullName ?? null
  }
  get user_id(): string {
    return this.record.userId
  }
  get access_key(): string {
    return this.record.accessKey
  }
  get status(): string {
    return this.record.status
  }
  get status_changed(): string {
    return this.record.statusChanged
  }
  get status_info(): string | null {
    return statusReason(this.cluster, this.record).info
  }
  get status_data(): string | null {
    const {data} = statusReason(this.cluster, this.record)
    return data && JSON.stringify(data)
  }
  get status_history(): string {
    return JSON.stringify(this.record.statusHistory)
  }
  get created_at(): string {
    return this.record.createdAt
  }
  get terminated_at(): string | null {
    return this.record.terminatedAt
  }
  get starts_at(): string | null {
    return this.record.startedAt ?? this.record.requestedStartsAt
  }
  get scheduled_at(): string | null {
    return this.record.scheduledAt
  }
  get startup_command(): string | null {
    return this.record.startupCommand
  }
  get result(): string {
    return this.record.result.toUpperCase()
  }
  get abusing_reports(): null[] {
    return this.record.kernels.map(() => null)
  }
  get idle_checks(): string {
    return JSON.stringify(idleChecks())
  }
  get agent_ids(): string[] {
    return [...new Set(this.record.kernels.map((kernel) => kernel.agentId).filter((id) => id !== null))]
  }
  get agents(): string[] {
    return this.agent_ids
  }
  get resource_opts(): string {
    return JSON.stringify(resourceOptsByHost(this.record))
  }
  get scaling_group(): string {
    return this.record.scalingGroup
  }
  get service_ports(): string {
    if (this.record.status !== 'RUNNING') return '[]'
    const services = servicesOf(this.cluster.state, this.record)
    return JSON.stringify(
      services.map(({name, protocol, ports}) => ({
        name,
        protocol,
        host_ports: ports,
        is_inference: false,
        container_ports: ports,
      })),
    )
  }
  get occupying_slots(): string {
    return JSON.stringify(
      isOccupying(this.record.status) ? displayAmounts(writeSlots(heldBy(this.record))) : {},
    )
  }
  /** A session that waits shows what it asks for, as managers have it. */
  get occupied_slots(): string {
    return isQueued(this.record.status) ? this.requested_slots : this.occupying_slots
  }
  get requested_slots(): string {
    return JSON.stringify(displayAmounts(this.record.requestedSlots))
  }
  get mounts(): string[] {
    return (this.record.mounts ?? []).map(({name}) => name)
  }
  get vfolder_mounts(): string[] {
    return (this.record.mounts ?? []).map(({folderId}) => folderId)
  }
  get containers(): ContainerView[] {
    return this.record.kernels.map((kernel) => new ContainerView(this.cluster, this.record, kernel))
  }
  get dependencies(): SessionView[] {
    return this.record.dependencies
      .map((id) => this.cluster.state.sessions.get(id))
      .filter((session) => session !== undefined)
      .map((session) => new SessionView(this.cluster, session))
  }

  private get user(): UserRecord | undefined {
    return this.cluster.state.users.get(this.record.userId)
  }
  private get project(): ProjectRecord | undefined {
    return this.cluster.state.projects.get(this.record.projectId)
  }
}
