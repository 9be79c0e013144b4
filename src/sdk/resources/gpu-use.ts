import {z} from 'zod'
import {jsonText} from '../schemas/wire.js'
import {sessionFields} from '../schemas/session-parts.js'
import {collect} from '../transport/collect.js'
import type {GraphQL} from '../transport/graphql.js'
import type {RequestOptions} from '../transport/options.js'
import {isAcceleratorSlot, type SlotAmounts} from '../values/resource-slots.js'
import type {Sessions} from './sessions.js'

/** What a session that runs uses of what it holds, as its agents last measured. Null: not measured. */
export interface SessionUse {
  id: string
  name: string
  user: string | null
  resourceGroup: string | null
  slots: SlotAmounts
  /** Of the GPUs it has a share of: 100 is all of what they can do. */
  gpuPercent: number | null
  gpuMemoryBytes: number | null
  gpuMemoryLimitBytes: number | null
  /** 100 is one core. */
  cpuPercent: number | null
  memoryBytes: number | null
  memoryLimitBytes: number | null
}

const number = z.coerce.number().nullish().catch(null)
const metric = z.looseObject({current: number, capacity: number, pct: number})
type Metric = z.output<typeof metric>
const used = z.looseObject({
  session_id: z.string(),
  containers: z.array(z.looseObject({live_stat: jsonText(z.record(z.string(), metric))})).nullish(),
})

/** Live use of the sessions that run (`live_stat` of their containers); those with a GPU only, unless all are asked for. */
export async function listSessionUse(
  {sessions, graphql}: {sessions: Sessions; graphql: GraphQL},
  query: {scope?: 'own' | 'all'; withoutGpu?: boolean} = {},
  options: RequestOptions = {},
): Promise<SessionUse[]> {
  const running = {status: ['RUNNING'], scope: query.scope ?? 'own'}
  const fields = sessionFields(['user', 'resourceGroup', 'occupiedSlots'])
  const list = {
    root: 'compute_session_list',
    args: {status: {type: 'String', value: 'RUNNING'}},
    fields: ['session_id', {name: 'containers', fields: ['live_stat']}],
  }
  const [known, measured] = await Promise.all([
    collect(sessions.list({...running, fields}, options)),
    collect(graphql.pages(list, used, options)),
  ])
  const stats = new Map(
    measured.flatMap(({items}) =>
      items.map(({session_id: id, containers}) => [id, (containers ?? []).map((one) => one.live_stat ?? {})]),
    ),
  )
  return known
    .map(({id, name, user, resourceGroup, occupiedSlots: slots}) => ({
      ...{id, name, user, resourceGroup, slots},
      ...useOf(stats.get(id) ?? []),
    }))
    .filter(
      ({slots}) =>
        query.withoutGpu === true ||
        Object.keys(slots).some((slot) => isAcceleratorSlot(slot) && Number(slots[slot]) > 0),
    )
}

function useOf(kernels: readonly Readonly<Record<string, Metric>>[]) {
  const all = (fits: (name: string) => boolean): Metric[] =>
    kernels.flatMap((stat) => Object.entries(stat).flatMap(([name, one]) => (fits(name) ? [one] : [])))
  const gpu = all((name) => name.endsWith('_util') && name !== 'cpu_util')
  const gpuMemory = all((name) => name.endsWith('_mem'))
  const cpu = all((name) => name === 'cpu_util')
  const memory = all((name) => name === 'mem')
  return {
    gpuPercent: percentOf(gpu),
    gpuMemoryBytes: sum(gpuMemory, 'current'),
    gpuMemoryLimitBytes: sum(gpuMemory, 'capacity'),
    cpuPercent: sum(cpu, 'pct'),
    memoryBytes: sum(memory, 'current'),
    memoryLimitBytes: sum(memory, 'capacity'),
  }
}

function sum(metrics: readonly Metric[], key: 'current' | 'capacity' | 'pct'): number | null {
  const values = metrics.map((one) => one[key]).filter((value) => typeof value === 'number')
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0)
}

function percentOf(metrics: readonly Metric[]): number | null {
  const [current, capacity] = [sum(metrics, 'current'), sum(metrics, 'capacity')]
  return current === null || !capacity ? null : Math.round((current / capacity) * 1000) / 10
}
