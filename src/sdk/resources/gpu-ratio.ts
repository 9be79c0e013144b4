import {z} from 'zod'
import {ConflictError, InvalidValueError, NotAllowedError} from '../errors.js'
import {jsonText} from '../schemas/wire.js'
import {collect} from '../transport/collect.js'
import type {GraphQL} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {asSuperadmin} from '../transport/superadmin.js'
import {Decimal, formatDecimal} from '../values/decimal.js'
import {isAcceleratorSlot} from '../values/resource-slots.js'
import {parseSize} from '../values/size.js'
import type {Agents} from './agents.js'

/** How many fGPU the GPUs of one agent are. */
export interface GpuRatio {
  agent: string
  resourceGroup: string | null
  /** `cuda.shares`, … */
  slot: string
  /** What the agent offers in all; a plain decimal. */
  shares: string
  /** Null where the manager hides the devices from the account. */
  gpus: number | null
  /** fGPU of one physical GPU; a plain decimal. */
  ratio: string | null
  /** Bytes of one physical GPU, and of 1.0 fGPU. */
  gpuMemoryBytes: number | null
  shareMemoryBytes: number | null
}

/** Settings of an accelerator plugin, as the configuration has them. */
export interface AcceleratorSettings {
  plugin: string
  values: Readonly<Record<string, string>>
}

/** Where the facts come from; a `BackendAI` client is one. */
export interface GpuRatioSources {
  http: Transport
  graphql: GraphQL
  agents: Agents
}

const PLUGINS = 'config/plugins/accelerator'
const REFUSAL = 'The manager shows its configuration to superadmins only, and lets nobody else change it.'
const SMALLEST_SHARE_BYTES = 512 * 1024 * 1024

const amount = z.union([z.string(), z.number()])
const deviceStat = z.looseObject({capacity: amount.nullish()})
const liveStat = z.looseObject({devices: z.record(z.string(), z.record(z.string(), deviceStat)).nullish()})
const measured = z.looseObject({id: z.string(), live_stat: jsonText(liveStat)})

/** The ratio of each agent that is alive and has GPUs. Undefined where agents are hidden from the account. */
export async function listGpuRatios(
  sources: GpuRatioSources,
  options: RequestOptions = {},
): Promise<GpuRatio[] | undefined> {
  const agents = await sources.agents.summary(undefined, options)
  if (agents === undefined) return undefined
  const memories = await deviceMemories(sources.graphql, options)
  return agents
    .filter(({status}) => status === 'ALIVE')
    .flatMap(({id, resourceGroup, capacity}) =>
      Object.entries(capacity)
        .filter(([slot, shares]) => isAcceleratorSlot(slot) && !new Decimal(shares).isZero())
        .map(([slot, shares]) => ({
          ...{agent: id, resourceGroup, slot, shares},
          ...ratioOf(shares, memories.get(`${id} ${slot.split('.')[0]}`) ?? []),
        })),
    )
}

function ratioOf(
  shares: string,
  memories: readonly number[],
): Pick<GpuRatio, 'gpus' | 'ratio' | 'gpuMemoryBytes' | 'shareMemoryBytes'> {
  const [first] = memories
  if (first === undefined) return {gpus: null, ratio: null, gpuMemoryBytes: null, shareMemoryBytes: null}
  const ratio = new Decimal(shares).div(memories.length)
  return {
    gpus: memories.length,
    ratio: formatDecimal(ratio),
    gpuMemoryBytes: first,
    shareMemoryBytes: new Decimal(first).div(ratio).floor().toNumber(),
  }
}

/** Memory of the devices by agent and kind, as agents measure it (`Agent.live_stat`); none for those who may not see it. */
async function deviceMemories(
  graphql: GraphQL,
  options: RequestOptions,
): Promise<ReadonlyMap<string, number[]>> {
  const args = {status: {type: 'String', value: 'ALIVE'}}
  const list = {root: 'agent_list', args, fields: ['id', 'live_stat']}
  const pages = await collect(graphql.pages(list, measured, options)).catch((error: unknown) => {
    if (error instanceof NotAllowedError) return []
    throw error
  })
  const memories = pages.flatMap(({items}) =>
    items.flatMap(({id, live_stat: stat}) =>
      Object.entries(stat?.devices ?? {})
        .filter(([metric]) => metric.endsWith('_mem'))
        .map(([metric, devices]): [string, number[]] => [
          `${id} ${metric.slice(0, -'_mem'.length)}`,
          Object.values(devices).map(({capacity}) => Number(capacity ?? 0)),
        ]),
    ),
  )
  return new Map(memories)
}

const plugins = z.looseObject({
  result: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.unknown())])),
})

/** The accelerator plugins that are configured (`/config/get`). Rejects with `NotAllowedError` for all but superadmins. */
export async function acceleratorSettings(
  http: Transport,
  options: RequestOptions = {},
): Promise<AcceleratorSettings[]> {
  const body = {key: `${PLUGINS}/`, prefix: true}
  const call = {method: 'POST', path: '/config/get', body, idempotent: true} as const
  const ask = () => http.json(call, plugins, options)
  const {result} = await asSuperadmin(http, {refusal: REFUSAL, call: ask}, options)
  return Object.entries(result).flatMap(([plugin, values]) =>
    typeof values === 'string'
      ? []
      : [
          {
            plugin,
            values: Object.fromEntries(
              Object.entries(values).filter(
                (entry): entry is [string, string] => typeof entry[1] === 'string',
              ),
            ),
          },
        ],
  )
}

/**
 * The settings that make one GPU so many fGPU: memory of a share, and the share of the processors in the same proportion
 * where there is one. @throws InvalidValueError for a ratio that no plugin takes
 */
export function planGpuRatio(
  {values}: AcceleratorSettings,
  {ratio, gpuMemoryBytes}: {ratio: Decimal; gpuMemoryBytes: number},
): Record<string, string> {
  const share = new Decimal(gpuMemoryBytes).div(ratio).floor()
  if (share.lt(SMALLEST_SHARE_BYTES)) {
    throw new InvalidValueError(formatDecimal(ratio), 'a ratio that leaves 512 MiB or more for 1.0 fGPU')
  }
  const {unit_mem: before, unit_proc: processors} = values
  if (before === undefined || processors === undefined) return {unit_mem: share.toFixed()}
  const part = new Decimal(processors).times(share).div(parseSize(before)).floor()
  return {unit_mem: share.toFixed(), unit_proc: Decimal.max(part, 2).toFixed()}
}

/**
 * Writes settings of a plugin (`/config/set`) and reads them back. Rejects with `ConflictError` when they are others
 * then, `NotAllowedError` for all but superadmins.
 */
export async function writeAcceleratorSettings(
  http: Transport,
  {plugin, values}: AcceleratorSettings,
  options: RequestOptions = {},
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const body = {key: `${PLUGINS}/${plugin}/${name}`, value}
    const set = {method: 'POST', path: '/config/set', body, idempotent: true} as const
    await asSuperadmin(http, {refusal: REFUSAL, call: () => http.done(set, options)}, options)
  }
  const now = (await acceleratorSettings(http, options)).find((one) => one.plugin === plugin)
  const wrong = Object.entries(values).find(([name, value]) => now?.values[name] !== value)
  if (wrong) {
    throw new ConflictError(
      `${PLUGINS}/${plugin}/${wrong[0]} is ${now?.values[wrong[0]] ?? 'not there'} after writing ${wrong[1]}.`,
    )
  }
}
