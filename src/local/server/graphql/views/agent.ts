import {Decimal} from '../../../../sdk/values/decimal.js'
import {slotAmount} from '../../../../sdk/values/resource-slots.js'
import type {Cluster} from '../../../cluster/cluster.js'
import type {AgentRecord, GpuDevice, SessionRecord} from '../../../cluster/model.js'
import {MANAGER_VERSION} from '../../version.js'
import {displayAmounts, displaySlots} from '../../resource-admission.js'
import {ContainerView} from './container.js'

const MIB = 1024 * 1024

/** `Agent` and `AgentSummary`: one simulated machine. */
export class AgentView {
  readonly region = 'local'
  readonly version = MANAGER_VERSION
  readonly auto_terminate_abusing_kernel = false
  readonly local_config = JSON.stringify({agent: {auto_terminate_abusing_kernel: false}})
  readonly gpu_slots = 0
  readonly tpu_slots = 0
  readonly used_gpu_slots = 0
  readonly used_tpu_slots = 0
  readonly cpu_cur_pct = 0
  readonly mem_cur_bytes = 0

  constructor(
    private readonly cluster: Cluster,
    private readonly record: AgentRecord,
  ) {}

  get id(): string {
    return this.record.id
  }
  get status(): string {
    return this.record.status
  }
  get status_changed(): string | null {
    return this.record.statusChanged
  }
  get scaling_group(): string {
    return this.record.scalingGroup
  }
  get schedulable(): boolean {
    return this.record.schedulable
  }
  get available_slots(): string {
    return JSON.stringify(displayAmounts(this.record.availableSlots))
  }
  get occupied_slots(): string {
    const none = Object.keys(this.record.availableSlots).map((slot): [string, string] => [slot, '0'])
    const used = displaySlots(this.cluster.state.occupancy.ofAgent(this.record.id).slots)
    return JSON.stringify({...Object.fromEntries(none), ...used})
  }
  get addr(): string {
    return this.record.addr
  }
  get architecture(): string {
    return this.record.architecture
  }
  get first_contact(): string {
    return this.record.firstContact
  }
  get lost_at(): string | null {
    return this.record.lostAt
  }
  get live_stat(): string {
    const memory = this.record.devices.map((gpu): [string, unknown] => [gpu.id, memoryStat(gpu)])
    return JSON.stringify({node: {}, devices: {cuda_mem: Object.fromEntries(memory)}})
  }
  get compute_plugins(): string {
    const version = MANAGER_VERSION
    const cuda = {version, cuda_support: true, cuda_version: 'simulated', nvidia_version: 'simulated'}
    const hasGpu = this.record.devices.length > 0
    return JSON.stringify({cpu: {version}, mem: {version}, ...(hasGpu && {cuda})})
  }
  get hardware_metadata(): string {
    const devices = this.record.devices.map((gpu) => ({
      id: gpu.id,
      model: gpu.model,
      memory: gpu.memoryBytes,
    }))
    return JSON.stringify({cuda: {status: 'healthy', status_info: null, metadata: {devices}}})
  }
  get container_count(): number {
    return this.sessions.flatMap((session) => session.kernels).filter((k) => k.agentId === this.record.id)
      .length
  }
  /** Shares in use of every GPU. */
  get gpu_alloc_map(): Record<string, number> {
    const {occupancy} = this.cluster.state
    return Object.fromEntries(this.record.devices.map(({id}) => [id, occupancy.ofDevice(id).toNumber()]))
  }
  get mem_slots(): number {
    return Math.floor(Number(this.record.availableSlots['mem'] ?? 0) / MIB)
  }
  get cpu_slots(): number {
    return Number(this.record.availableSlots['cpu'] ?? 0)
  }
  get used_mem_slots(): number {
    return this.used('mem').div(MIB).floor().toNumber()
  }
  get used_cpu_slots(): number {
    return this.used('cpu').toNumber()
  }
  compute_containers({status}: {status?: string | null}): ContainerView[] {
    return this.sessions.flatMap((session) =>
      session.kernels
        .filter((kernel) => kernel.agentId === this.record.id && (!status || kernel.status === status))
        .map((kernel) => new ContainerView(this.cluster, session, kernel)),
    )
  }

  private get sessions(): SessionRecord[] {
    return [...this.cluster.state.sessionIndex.occupying.values()]
  }

  private used(slot: string): Decimal {
    return slotAmount(this.cluster.state.occupancy.ofAgent(this.record.id).slots, slot)
  }
}

function memoryStat(gpu: GpuDevice): Record<string, string> {
  return {current: '0', capacity: new Decimal(gpu.memoryBytes).toFixed(), pct: '0', unit_hint: 'bytes'}
}
