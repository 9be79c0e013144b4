import {Decimal, formatDecimal, parseDecimal} from '../../sdk/values/decimal.js'
import {parseSize} from '../../sdk/values/size.js'
import {GPU_SLOT} from './devices.js'
import type {AgentRecord} from './model.js'
import type {ClusterState} from './state.js'
import type {Topology} from './topology.js'

/** Where administrators of an installation look for the GPU settings, and change them. */
const PLUGIN = 'config/plugins/accelerator/cuda'
const SHARE_DECIMALS = 2

/** Writes the settings that follow from a topology. */
export function configureAccelerator(state: ClusterState, topology: Topology): void {
  const unit = new Decimal(topology.gpuMemoryBytes).div(topology.sharesPerGpu).floor()
  setConfig(state, {
    [`config/resource_slots/${GPU_SLOT}`]: 'count',
    [`${PLUGIN}/allocation_mode`]: 'fractional',
    [`${PLUGIN}/unit_mem`]: unit.toFixed(),
  })
}

/** Writes the allocation step. */
export function setQuantum(state: ClusterState, quantum: string): void {
  setConfig(state, {[`${PLUGIN}/quantum_size`]: quantum})
}

/** Allocation step in force. */
export function quantumOf(state: ClusterState, fallback: string): Decimal {
  return readSetting(state, 'quantum_size', parseDecimal) ?? parseDecimal(fallback)
}

/**
 * Gives the agents the shares that the settings say, as agents work it out when they start: a GPU's memory by the memory
 * of one share, rounded down to two decimals.
 */
export function applyAcceleratorSettings(state: ClusterState): void {
  const unit = readSetting(state, 'unit_mem', (text) => new Decimal(parseSize(text)))
  if (!unit?.gt(0)) return
  for (const agent of state.agents.values()) {
    if (agent.status === 'ALIVE' && agent.devices.length > 0) applyToAgent(state, agent, unit)
  }
}

/** Adds or changes keys of the configuration; what is the same already is left alone. */
export function setConfig(state: ClusterState, settings: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(settings)) {
    if (state.config.get(key)?.value !== value) state.config.put({key, value})
  }
}

function applyToAgent(state: ClusterState, agent: AgentRecord, unit: Decimal): void {
  const devices = agent.devices.map((device) => ({
    ...device,
    shares: formatDecimal(
      new Decimal(device.memoryBytes).div(unit).toDecimalPlaces(SHARE_DECIMALS, Decimal.ROUND_DOWN),
    ),
  }))
  if (devices.every((device, index) => device.shares === agent.devices[index]?.shares)) return
  const total = devices.reduce((sum, device) => sum.plus(device.shares), new Decimal(0))
  const availableSlots = {...agent.availableSlots, [GPU_SLOT]: formatDecimal(total)}
  state.agents.patch(agent.id, {devices, availableSlots})
}

/** A setting somebody wrote that cannot be read is as good as none. */
function readSetting<T>(state: ClusterState, name: string, read: (text: string) => T): T | undefined {
  const text = state.config.get(`${PLUGIN}/${name}`)?.value
  if (text === undefined) return undefined
  try {
    return read(text)
  } catch {
    return undefined
  }
}
