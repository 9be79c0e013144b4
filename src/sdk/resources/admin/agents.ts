import {z} from 'zod'
import {NotFoundError} from '../../errors.js'
import {jsonText, optionalText, slotAmounts} from '../../schemas/wire.js'
import {collect} from '../../transport/collect.js'
import type {Field, GraphQL} from '../../transport/graphql.js'
import type {Transport} from '../../transport/http.js'
import type {RequestOptions} from '../../transport/options.js'

const agentSchema = z
  .looseObject({
    id: z.string(),
    status: z.string(),
    scaling_group: optionalText,
    schedulable: z.boolean().nullish(),
    architecture: optionalText,
    addr: optionalText,
    version: optionalText,
    region: optionalText,
    first_contact: optionalText,
    lost_at: optionalText,
    container_count: z.number().nullish(),
    available_slots: jsonText(slotAmounts),
    occupied_slots: jsonText(slotAmounts),
    compute_plugins: jsonText(z.record(z.string(), z.unknown())),
  })
  .transform((wire) => ({
    id: wire.id,
    /** `ALIVE`, `LOST`, `RESTARTING`, `TERMINATED`. */
    status: wire.status.toUpperCase(),
    resourceGroup: wire.scaling_group,
    schedulable: wire.schedulable ?? true,
    architecture: wire.architecture,
    address: wire.addr,
    version: wire.version,
    region: wire.region,
    firstContact: wire.first_contact,
    lostAt: wire.lost_at,
    /** Kernels on it. */
    containers: wire.container_count ?? null,
    capacity: wire.available_slots ?? {},
    occupied: wire.occupied_slots ?? {},
    plugins: wire.compute_plugins ?? {},
  }))

/**
 * An agent as administrators see it.
 * @useDeclaredType
 */
export type AgentDetail = z.output<typeof agentSchema>

const FIELDS: readonly Field[] = [
  ...['id', 'status', 'scaling_group', 'schedulable', 'architecture', 'addr', 'version', 'region'],
  ...['first_contact', 'lost_at', 'available_slots', 'occupied_slots', 'compute_plugins'],
  {name: 'container_count', since: 'agentOfSession'},
]

/** What administrators do with agents (superadmins). */
export class AdminAgents {
  constructor(
    private readonly graphql: GraphQL,
    private readonly http: Transport,
  ) {}

  /** All agents, those that are gone too, unless a status is asked for. */
  async list(
    query: {status?: string | undefined; resourceGroup?: string | undefined} = {},
    options: RequestOptions = {},
  ): Promise<AgentDetail[]> {
    const args = {
      status: {type: 'String', value: query.status},
      scaling_group: {type: 'String', value: query.resourceGroup},
    }
    const pages = await collect(
      this.graphql.pages({root: 'agent_list', args, fields: FIELDS}, agentSchema, options),
    )
    return pages.flatMap(({items}) => items)
  }

  /** One agent. Rejects with `NotFoundError`. */
  async get(id: string, options: RequestOptions = {}): Promise<AgentDetail> {
    const found = (await this.list({}, options)).find((agent) => agent.id === id)
    if (found) return found
    throw new NotFoundError(`There is no agent "${id}".`, {hints: ['`bai admin agent list` shows them.']})
  }

  /** Says whether new sessions may be put on an agent, or moves it to another resource group (`modify_agent`). */
  async update(
    id: string,
    props: {schedulable?: boolean; resourceGroup?: string},
    options: RequestOptions = {},
  ): Promise<void> {
    await this.get(id, options)
    const value = {
      ...(props.schedulable !== undefined && {schedulable: props.schedulable}),
      ...(props.resourceGroup !== undefined && {scaling_group: props.resourceGroup}),
    }
    const args = {id: {type: 'String!', value: id}, props: {type: 'ModifyAgentInput!', value}}
    await this.graphql.mutate({root: 'modify_agent', args, fields: ['ok', 'msg']}, options)
  }

  /**
   * Has the manager count anew what sessions hold of the agents, and of their owners' limits
   * (`POST /resource/recalculate-usage`, superadmins). 24.09 was seen to go on holding what a session had that was ended
   * by force while it started.
   */
  async recalculate(options: RequestOptions = {}): Promise<void> {
    await this.http.done({method: 'POST', path: '/resource/recalculate-usage'}, options)
  }
}
