import type {Cluster} from '../../../cluster/cluster.js'
import {findImage} from '../../../cluster/kernel-specs.js'
import {isOccupying, type KernelRecord, type SessionRecord} from '../../../cluster/model.js'
import {liveStat} from '../../live-stat.js'
import {displayAmounts} from '../../resource-admission.js'
import {containerIdOf, statusReason} from '../../session-info.js'
import {ImageView} from './image.js'

/** `ComputeContainer`: one kernel of a session. */
export class ContainerView {
  readonly abusing_report = null
  readonly last_stat = null
  readonly preopen_ports: readonly number[] = []

  constructor(
    private readonly cluster: Cluster,
    private readonly session: SessionRecord,
    private readonly kernel: KernelRecord,
  ) {}

  get id(): string {
    return this.kernel.id
  }
  get kernel_id(): string {
    return this.kernel.id
  }
  get session_id(): string {
    return this.session.id
  }
  get idx(): number {
    return this.kernel.index
  }
  get cluster_idx(): number {
    return this.kernel.index
  }
  get local_rank(): number {
    return this.session.kernels.indexOf(this.kernel)
  }
  get role(): string {
    return this.kernel.role
  }
  get cluster_role(): string {
    return this.kernel.role
  }
  get hostname(): string {
    return this.kernel.hostname
  }
  get cluster_hostname(): string {
    return this.kernel.hostname
  }
  get image(): string {
    return this.session.image
  }
  get image_object(): ImageView | null {
    const image = findImage(this.cluster.state, this.session.image, this.session.architecture)
    return image ? new ImageView(this.cluster, image, 'node') : null
  }
  get architecture(): string {
    return this.session.architecture
  }
  get registry(): string {
    return this.session.registry
  }
  get status(): string {
    return this.kernel.status
  }
  get status_changed(): string {
    return this.kernel.statusChanged
  }
  get status_info(): string | null {
    return this.kernel.status === 'PENDING'
      ? statusReason(this.cluster, this.session).info
      : this.kernel.statusInfo
  }
  get status_data(): string {
    const ended = this.kernel.terminatedAt !== null
    return JSON.stringify(ended ? {kernel: {exit_code: this.kernel.exitCode}} : {})
  }
  get created_at(): string {
    return this.session.createdAt
  }
  get starts_at(): string | null {
    return this.kernel.startedAt
  }
  get scheduled_at(): string | null {
    return this.session.scheduledAt
  }
  get terminated_at(): string | null {
    return this.kernel.terminatedAt
  }
  get agent(): string | null {
    return this.kernel.agentId
  }
  get agent_addr(): string | null {
    return this.cluster.state.agents.get(this.kernel.agentId ?? '')?.addr ?? null
  }
  get container_id(): string | null {
    const running = this.cluster.lifecycle.kernel(this.kernel.id)
    if (running) return running.containerId
    // A container is gone with its session; what stands for one of a process group is never used again.
    const isProcess = this.cluster.runtime.name === 'process' && this.kernel.startedAt !== null
    return isProcess ? containerIdOf(this.kernel.id) : null
  }
  get live_stat(): Promise<string | null> {
    return liveStat(this.cluster, this.session, this.kernel)
  }
  get resource_opts(): string {
    return JSON.stringify(this.session.resourceOpts)
  }
  get occupied_slots(): string {
    return JSON.stringify(isOccupying(this.kernel.status) ? displayAmounts(this.kernel.occupiedSlots) : {})
  }
}
