import {z} from 'zod'
import {slotAmounts} from '../schemas/wire.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import type {SlotAmounts} from '../values/resource-slots.js'

/** A named set of amounts that administrators offer. */
export interface ResourcePreset {
  name: string
  slots: SlotAmounts
  sharedMemoryBytes: number | null
  /** Whether it would start now. */
  allocatable: boolean | null
}

/** Limits and use of the account, as `POST /resource/check-presets` counts them. A slot that is absent has no limit. */
export interface ResourceUse {
  keypair: {limits: SlotAmounts; using: SlotAmounts; remaining: SlotAmounts}
  project: {limits: SlotAmounts; using: SlotAmounts; remaining: SlotAmounts}
  /** By resource group. `remaining` is `Infinity` where the manager hides the group's capacity. */
  resourceGroups: Readonly<Record<string, {using: SlotAmounts; remaining: SlotAmounts}>>
  presets: ResourcePreset[]
}

/** How a slot is shown, and what it is. */
export interface SlotDetail {
  slot: string
  name: string
  description: string
  unit: string
}

const preset = z
  .looseObject({
    name: z.string(),
    resource_slots: slotAmounts,
    shared_memory: z.coerce.number().nullish(),
    allocatable: z.boolean().nullish(),
  })
  .transform((wire): ResourcePreset => ({
    name: wire.name,
    slots: wire.resource_slots,
    sharedMemoryBytes: wire.shared_memory ?? null,
    allocatable: wire.allocatable ?? null,
  }))

const amounts = z.optional(slotAmounts).transform((slots) => slots ?? {})
/** Older releases say `using` and `remaining`, the newest `occupied` and `available`. */
const groupUse = z
  .looseObject({using: amounts, remaining: amounts, occupied: amounts, available: amounts})
  .transform((wire) => ({
    using: {...wire.occupied, ...wire.using},
    remaining: {...wire.available, ...wire.remaining},
  }))

const checkPresets = z
  .looseObject({
    presets: z.array(preset),
    keypair_limits: amounts,
    keypair_using: amounts,
    keypair_remaining: amounts,
    group_limits: amounts,
    group_using: amounts,
    group_remaining: amounts,
    scaling_groups: z.record(z.string(), groupUse).optional(),
  })
  .transform((wire): ResourceUse => ({
    keypair: {limits: wire.keypair_limits, using: wire.keypair_using, remaining: wire.keypair_remaining},
    project: {limits: wire.group_limits, using: wire.group_using, remaining: wire.group_remaining},
    resourceGroups: wire.scaling_groups ?? {},
    presets: wire.presets,
  }))

const slotDetails = z.record(
  z.string(),
  z.looseObject({
    human_readable_name: z.string().nullish(),
    description: z.string().nullish(),
    display_unit: z.string().nullish(),
  }),
)
const resourceGroups = z.looseObject({scaling_groups: z.array(z.looseObject({name: z.string()}))})

/** Slots, presets, limits and resource groups. */
export class Resources {
  constructor(private readonly http: Transport) {}

  /** The slots this installation has and the kind of each: `{cpu: 'count', mem: 'bytes', 'cuda.shares': 'count'}`. */
  async slots(options: RequestOptions = {}): Promise<Record<string, string>> {
    return this.http.json(
      {method: 'GET', path: '/config/resource-slots'},
      z.record(z.string(), z.string()),
      options,
    )
  }

  /** How each slot is called (23.03 and later). */
  async slotDetails(options: RequestOptions = {}): Promise<SlotDetail[]> {
    const details = await this.http.json(
      {method: 'GET', path: '/config/resource-slots/details'},
      slotDetails,
      options,
    )
    return Object.entries(details).map(([slot, detail]) => ({
      slot,
      name: detail.human_readable_name ?? slot,
      description: detail.description ?? '',
      unit: detail.display_unit ?? '',
    }))
  }

  /** Presets without regard to what is free now. */
  async presets(options: RequestOptions = {}): Promise<ResourcePreset[]> {
    const schema = z.looseObject({presets: z.array(preset)})
    return (await this.http.json({method: 'GET', path: '/resource/presets'}, schema, options)).presets
  }

  /** Limits, use and free amounts as this account sees them. */
  async use(project: string, resourceGroup?: string, options: RequestOptions = {}): Promise<ResourceUse> {
    const body = {group: project, ...(resourceGroup && {scaling_group: resourceGroup})}
    return this.http.json(
      {method: 'POST', path: '/resource/check-presets', body, idempotent: true},
      checkPresets,
      options,
    )
  }

  /** Names of the resource groups the project may use. */
  async resourceGroups(project: string, options: RequestOptions = {}): Promise<string[]> {
    const call = {method: 'GET', path: '/scaling-groups', query: {group: project}} as const
    return (await this.http.json(call, resourceGroups, options)).scaling_groups.map(({name}) => name)
  }
}
