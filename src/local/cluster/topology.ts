import {InvalidValueError} from '../../sdk/errors.js'
import {formatDecimal, parseDecimal} from '../../sdk/values/decimal.js'
import {GPU_SLOT} from './devices.js'
import {timestamp, type AgentRecord, type GpuDevice} from './model.js'
import type {ClusterState} from './state.js'

/** The simulated machines: how many, and what each one has. */
export interface Topology {
  agents: number
  cpu: number
  memoryBytes: number
  gpus: number
  gpuMemoryBytes: number
  /** fGPU of one physical GPU, a plain decimal. */
  sharesPerGpu: string
}

/** What is said of a topology; the rest stays as it is. */
export type TopologyChanges = {readonly [Key in keyof Topology]?: Topology[Key] | undefined}

const GIB = 1024 ** 3

/** One machine with 8 cores, 32 GiB and one GPU of 32 GiB that is 1 fGPU. */
export const DEFAULT_TOPOLOGY: Topology = {
  agents: 1,
  cpu: 8,
  memoryBytes: 32 * GIB,
  gpus: 1,
  gpuMemoryBytes: 32 * GIB,
  sharesPerGpu: '1',
}

/** Name that says what it is, wherever it shows. */
export const SIMULATED_GPU_MODEL = 'BAI Simulated GPU'

/** Architecture names as image registries write them. */
export function hostArchitecture(): string {
  const names: Partial<Record<NodeJS.Architecture, string>> = {x64: 'x86_64', arm64: 'aarch64'}
  return names[process.arch] ?? process.arch
}

/** The machines a cluster has now; undefined before it has any. */
export function topologyOf(state: ClusterState): Topology | undefined {
  const agents = state.agents.filter((agent) => agent.status === 'ALIVE')
  const [first] = agents
  if (!first) return undefined
  const [gpu] = first.devices
  return {
    agents: agents.length,
    cpu: Number(first.availableSlots['cpu'] ?? 0),
    memoryBytes: Number(first.availableSlots['mem'] ?? 0),
    gpus: first.devices.length,
    gpuMemoryBytes: gpu?.memoryBytes ?? DEFAULT_TOPOLOGY.gpuMemoryBytes,
    sharesPerGpu: gpu?.shares ?? DEFAULT_TOPOLOGY.sharesPerGpu,
  }
}

/** A topology in which some things are said anew. @throws InvalidValueError for shares that are no amount */
export function withChanges(topology: Topology, changes: TopologyChanges): Topology {
  const said = Object.entries(changes).filter(([, value]) => value !== undefined)
  const changed: Topology = {...topology, ...Object.fromEntries(said)}
  const shares = parseDecimal(changed.sharesPerGpu)
  if (!shares.gt(0) || !shares.isFinite())
    throw new InvalidValueError(changed.sharesPerGpu, 'an amount above 0')
  return {...changed, sharesPerGpu: formatDecimal(shares)}
}

/** Makes the agents of the state those of the topology. Agents that are not in it any more are kept as terminated. */
export function applyTopology(state: ClusterState, topology: Topology, now: number): void {
  const wanted = Array.from({length: topology.agents}, (_, index) => `i-local-${index + 1}`)
  for (const [index, id] of wanted.entries()) putAgent(state, agentOf({id, index}, topology, now))
  for (const agent of state.agents.filter((one) => !wanted.includes(one.id) && one.status === 'ALIVE')) {
    const at = timestamp(now)
    state.agents.patch(agent.id, {status: 'TERMINATED', statusChanged: at, lostAt: at})
  }
}

function putAgent(state: ClusterState, agent: AgentRecord): void {
  const known = state.agents.get(agent.id)
  const kept = known && {
    schedulable: known.schedulable,
    firstContact: known.firstContact,
    scalingGroup: known.scalingGroup,
  }
  state.agents.put({...agent, ...kept})
}

function agentOf({id, index}: {id: string; index: number}, topology: Topology, now: number): AgentRecord {
  const shares = parseDecimal(topology.sharesPerGpu).times(topology.gpus)
  const slots = {cpu: String(topology.cpu), mem: String(topology.memoryBytes)}
  return {
    id,
    status: 'ALIVE',
    statusChanged: null,
    scalingGroup: 'default',
    schedulable: true,
    availableSlots: topology.gpus > 0 ? {...slots, [GPU_SLOT]: formatDecimal(shares)} : slots,
    devices: Array.from({length: topology.gpus}, (_, gpu) => gpuOf(index, gpu, topology)),
    architecture: hostArchitecture(),
    addr: `tcp://127.0.0.1:${6001 + index}`,
    firstContact: timestamp(now),
    lostAt: null,
  }
}

function gpuOf(agent: number, gpu: number, topology: Topology): GpuDevice {
  const number = (value: number): string => value.toString(16).padStart(4, '0')
  return {
    id: `00000000-0000-4000-8000-${number(agent + 1)}0000${number(gpu)}`,
    model: SIMULATED_GPU_MODEL,
    memoryBytes: topology.gpuMemoryBytes,
    shares: topology.sharesPerGpu,
  }
}
