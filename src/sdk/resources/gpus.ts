import {z} from 'zod'
import {isFractionalSlot} from '../insight/gpu-slot.js'
import {NotAllowedError} from '../errors.js'
import {collect} from '../transport/collect.js'
import type {GraphQL} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {Decimal, formatDecimal} from '../values/decimal.js'
import {isAcceleratorSlot} from '../values/resource-slots.js'
import type {Agent, Agents} from './agents.js'

/** A GPU, or all GPUs of one kind on a node where the manager does not tell them apart. */
export interface Gpu {
  agent: string
  resourceGroup: string | null
  /** `cuda.shares`, `cuda.device`, … */
  slot: string
  /** Without `GPU-`; null for all GPUs of the node. */
  device: string | null
  /** Amounts of the slot, plain decimals. */
  capacity: string
  used: string
  free: string
  /** The most of the slot that a session on this device may get now. */
  largest: string
}

/** Where the facts come from; a `BackendAI` client is one. */
export interface GpuSources {
  http: Transport
  graphql: GraphQL
  agents: Agents
}

/** Releases give an object, or JSON in a string. */
const allocationMap = z
  .union([z.string().transform((text): unknown => JSON.parse(text)), z.unknown()])
  .pipe(z.record(z.string(), z.number()).nullish())
const mapped = z.looseObject({id: z.string(), gpu_alloc_map: allocationMap})

/**
 * The GPUs of all agents that are alive, with what is taken of them. Device by device for administrators of managers
 * from 25.4 on (`Agent.gpu_alloc_map`), else node by node. Undefined where agents are hidden from the account.
 */
export async function listGpus(
  sources: GpuSources,
  query: {resourceGroup?: string | undefined} = {},
  options: RequestOptions = {},
): Promise<Gpu[] | undefined> {
  const agents = await sources.agents.summary(query.resourceGroup, options)
  if (agents === undefined) return undefined
  const maps = await allocationMaps(sources, options)
  return agents
    .filter(({status}) => status === 'ALIVE')
    .flatMap((agent) =>
      Object.keys(agent.capacity)
        .filter(isAcceleratorSlot)
        .flatMap((slot) => gpusOf(agent, slot, maps.get(agent.id))),
    )
}

async function allocationMaps(
  {http, graphql}: GpuSources,
  options: RequestOptions,
): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  if (!(await http.capabilities(options)).has('gpuAllocationMap')) return new Map()
  const args = {status: {type: 'String', value: 'ALIVE'}}
  try {
    const list = {root: 'agent_list', args, fields: ['id', 'gpu_alloc_map']}
    const pages = await collect(graphql.pages(list, mapped, options))
    return new Map(
      pages.flatMap(({items}) => items.map(({id, gpu_alloc_map: map}) => [id, map ?? {}] as const)),
    )
  } catch (error) {
    // Only administrators may see it.
    if (error instanceof NotAllowedError) return new Map()
    throw error
  }
}

function gpusOf(agent: Agent, slot: string, map: Readonly<Record<string, number>> | undefined): Gpu[] {
  const capacity = new Decimal(agent.capacity[slot] ?? 0)
  const used = new Decimal(agent.occupied[slot] ?? 0)
  const {id, resourceGroup} = agent
  const gpu = (device: string | null, has: Decimal, taken: Decimal): Gpu => ({
    ...{agent: id, resourceGroup, slot, device},
    ...amounts(has, taken, slot),
  })
  const devices = Object.entries(map ?? {})
  if (devices.length === 0) return capacity.isZero() ? [] : [gpu(null, capacity, used)]
  const each = capacity.div(devices.length)
  return devices.map(([device, taken]) => gpu(device, each, new Decimal(taken)))
}

function amounts(
  capacity: Decimal,
  used: Decimal,
  slot: string,
): Pick<Gpu, 'capacity' | 'used' | 'free' | 'largest'> {
  const free = Decimal.max(0, capacity.minus(used))
  const largest = isFractionalSlot(slot) ? free.toDecimalPlaces(2, Decimal.ROUND_DOWN) : free.floor()
  return {
    capacity: formatDecimal(capacity),
    used: formatDecimal(used),
    free: formatDecimal(free),
    largest: formatDecimal(largest),
  }
}
