import {z} from 'zod/mini'
import {NotAllowedError, NotFoundError, ProtocolError} from '../errors.js'
import {jsonText, optionalText, slotAmounts} from '../schemas/wire.js'
import {collect} from '../transport/collect.js'
import type {GraphQL} from '../transport/graphql.js'
import type {RequestOptions} from '../transport/options.js'
import type {SlotAmounts} from '../values/resource-slots.js'

/** A compute node, as any user may see it. */
export interface Agent {
  id: string
  /** `ALIVE`, `LOST`, `RESTARTING` or `TERMINATED`. */
  status: string
  resourceGroup: string | null
  /** Whether new sessions may be put there. */
  schedulable: boolean
  architecture: string | null
  /** All it has. */
  capacity: SlotAmounts
  /** What sessions hold of it. */
  occupied: SlotAmounts
}

const agentSchema = z.pipe(
  z.looseObject({
    id: z.string(),
    status: z.string(),
    scaling_group: optionalText,
    schedulable: z.nullish(z.boolean()),
    architecture: optionalText,
    available_slots: jsonText(slotAmounts),
    occupied_slots: jsonText(slotAmounts),
  }),
  z.transform((wire): Agent => ({
    id: wire.id,
    status: wire.status.toUpperCase(),
    resourceGroup: wire.scaling_group,
    schedulable: wire.schedulable ?? true,
    architecture: wire.architecture,
    capacity: wire.available_slots ?? {},
    // Releases up to 25.x leave out what nothing is taken of.
    occupied: {...noneOf(wire.available_slots ?? {}), ...wire.occupied_slots},
  })),
)

function noneOf(capacity: SlotAmounts): SlotAmounts {
  return Object.fromEntries(Object.keys(capacity).map((slot) => [slot, '0']))
}

const FIELDS = [
  'id',
  'status',
  'scaling_group',
  'schedulable',
  'architecture',
  'available_slots',
  'occupied_slots',
] as const

/** Compute nodes. */
export class Agents {
  constructor(private readonly graphql: GraphQL) {}

  /**
   * The agents and their free capacity (`agent_summary_list`, open to users unless the manager hides agents).
   * Undefined when they are hidden from this account.
   */
  async summary(resourceGroup?: string, options: RequestOptions = {}): Promise<Agent[] | undefined> {
    const args = {scaling_group: {type: 'String', value: resourceGroup}}
    try {
      return await collect(this.#items({root: 'agent_summary_list', args, fields: FIELDS}, options))
    } catch (error) {
      if (
        error instanceof NotAllowedError ||
        error instanceof NotFoundError ||
        error instanceof ProtocolError
      ) {
        return undefined
      }
      throw error
    }
  }

  async *#items(query: Parameters<GraphQL['pages']>[0], options: RequestOptions): AsyncGenerator<Agent> {
    for await (const page of this.graphql.pages(query, agentSchema, options)) yield* page.items
  }
}
