import {formatDecimal, ZERO, type Decimal} from '../../sdk/values/decimal.js'
import {
  addSlots,
  isAcceleratorSlot,
  readSlots,
  shortBy,
  slotAmount,
  subtractSlots,
  writeSlots,
  type ResourceSlots,
  type SlotAmounts,
} from '../../sdk/values/resource-slots.js'
import {chooseDevices, GPU_SLOT, roundToQuantum, type DeviceCapacity, type ShareRequest} from './devices.js'
import type {DeviceShare, KernelRecord, SessionRecord} from './model.js'

/** One agent with what is free on it. */
export interface AgentCapacity {
  id: string
  architecture: string
  schedulable: boolean
  free: ResourceSlots
  devices: DeviceCapacity[]
}

/** Where one kernel goes and what it really gets there. */
export interface Placement {
  kernelId: string
  agentId: string
  devices: readonly DeviceShare[]
  occupiedSlots: SlotAmounts
}

/** `unfit`: no agent of this group takes such a session whatever is free; `short`: it lacks resources just now. */
export type PlacementResult =
  {kind: 'placed'; placements: readonly Placement[]} | {kind: 'short' | 'unfit'; msg: string}

/** Finds an agent for every kernel and takes the resources off `agents`; takes nothing unless all fit. */
export function placeSession(
  session: SessionRecord,
  agents: AgentCapacity[],
  quantum: Decimal,
): PlacementResult {
  const candidates = agents.filter((agent) => mayRun(session, agent))
  if (candidates.length === 0) return {kind: 'unfit', msg: unfitMessage(session, agents)}
  const groups =
    session.clusterMode === 'multi-node' ? session.kernels.map((kernel) => [kernel]) : [session.kernels]
  const mayScatter = session.resourceOpts['allow_fractional_resource_fragmentation'] !== false
  const terms = {quantum, mayScatter}
  const trial = new Map(candidates.map((agent) => [agent.id, agent]))
  const placements: Placement[] = []
  for (const kernels of groups) {
    const found = bestFit(kernels, [...trial.values()], terms)
    if (!found) return {kind: 'short', msg: shortMessage(kernels, [...trial.values()])}
    trial.set(found.agent.id, found.agent)
    placements.push(...found.placements)
  }
  for (const [index, agent] of agents.entries()) agents[index] = trial.get(agent.id) ?? agent
  return {kind: 'placed', placements}
}

/** What holds for every GPU share of a session. */
type GpuTerms = Omit<ShareRequest, 'shares'>

interface Fit {
  agent: AgentCapacity
  placements: Placement[]
}

/** The agent that is left with the least, by the scarcest kind of resource first: accelerators, then CPU, then memory. */
function bestFit(
  kernels: readonly KernelRecord[],
  agents: readonly AgentCapacity[],
  terms: GpuTerms,
): Fit | undefined {
  const order = scarcestFirst(readSlots(kernels[0]?.requestedSlots ?? {}))
  return agents
    .map((agent) => tryAgent(kernels, agent, terms))
    .filter((fit) => fit !== undefined)
    .reduce<Fit | undefined>(
      (best, fit) => (best && compareFree(best.agent, fit.agent, order) <= 0 ? best : fit),
      undefined,
    )
}

function tryAgent(kernels: readonly KernelRecord[], agent: AgentCapacity, terms: GpuTerms): Fit | undefined {
  const fit: Fit = {agent, placements: []}
  for (const kernel of kernels) {
    const request = readSlots(kernel.requestedSlots)
    if (shortBy(request, fit.agent.free).size > 0) return undefined
    const shares = slotAmount(request, GPU_SLOT)
    const devices = shares.gt(0) ? chooseDevices(fit.agent.devices, {shares, ...terms}) : []
    if (!devices) return undefined
    const occupied = roundRequest(request, terms.quantum)
    fit.agent = take(fit.agent, occupied, devices)
    fit.placements.push({
      kernelId: kernel.id,
      agentId: agent.id,
      devices,
      occupiedSlots: writeSlots(occupied),
    })
  }
  return fit
}

function take(agent: AgentCapacity, occupied: ResourceSlots, devices: readonly DeviceShare[]): AgentCapacity {
  const taken = new Map(devices.map((device) => [device.deviceId, device.shares]))
  return {
    ...agent,
    free: subtractSlots(agent.free, occupied),
    devices: agent.devices.map((device) => ({
      ...device,
      free: device.free.minus(taken.get(device.id) ?? ZERO),
    })),
  }
}

function roundRequest(request: ResourceSlots, quantum: Decimal): ResourceSlots {
  return new Map(
    [...request].map(([slot, amount]) => [
      slot,
      isAcceleratorSlot(slot) ? roundToQuantum(amount, quantum) : amount,
    ]),
  )
}

function scarcestFirst(request: ResourceSlots): string[] {
  const rank = (slot: string): number => (isAcceleratorSlot(slot) ? 0 : slot === 'cpu' ? 1 : 2)
  return [...request.keys()].toSorted((a, b) => rank(a) - rank(b))
}

function compareFree(a: AgentCapacity, b: AgentCapacity, slots: readonly string[]): number {
  for (const slot of slots) {
    const difference = slotAmount(a.free, slot).cmp(slotAmount(b.free, slot))
    if (difference !== 0) return difference
  }
  return 0
}

function mayRun(session: SessionRecord, agent: AgentCapacity): boolean {
  return (
    agent.schedulable &&
    agent.architecture === session.architecture &&
    (session.designatedAgents.length === 0 || session.designatedAgents.includes(agent.id))
  )
}

function unfitMessage(session: SessionRecord, agents: readonly AgentCapacity[]): string {
  if (agents.length === 0) return `There is no agent in the resource group ${session.scalingGroup}.`
  if (session.designatedAgents.length > 0) {
    return `The designated agents (${session.designatedAgents.join(', ')}) are not available.`
  }
  return `No schedulable agent of the resource group ${session.scalingGroup} has the architecture ${session.architecture}.`
}

function shortMessage(kernels: readonly KernelRecord[], agents: readonly AgentCapacity[]): string {
  const request = kernels.map((kernel) => readSlots(kernel.requestedSlots)).reduce(addSlots)
  const closest = agents
    .map((agent) => ({agent, missing: shortBy(request, agent.free)}))
    .reduce((best, one) => (one.missing.size < best.missing.size ? one : best))
  const missing = [...closest.missing].map(([slot, amount]) => `${slot} by ${formatDecimal(amount)}`)
  const detail =
    missing.length > 0 ? `is short of ${missing.join(', ')}` : 'has them only scattered over its GPUs'
  return `No agent has enough free resources; the closest one, ${closest.agent.id}, ${detail}.`
}
