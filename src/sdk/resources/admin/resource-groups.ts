import {z} from 'zod'
import {jsonText, optionalText} from '../../schemas/wire.js'
import type {GraphQL} from '../../transport/graphql.js'
import type {RequestOptions} from '../../transport/options.js'
import {Noun, type NounSpec} from './noun.js'

const resourceGroupSchema = z
  .looseObject({
    name: z.string(),
    description: optionalText,
    is_active: z.boolean().nullish(),
    is_public: z.boolean().nullish(),
    driver: optionalText,
    scheduler: optionalText,
    scheduler_opts: jsonText(z.looseObject({allowed_session_types: z.array(z.string()).nullish()})),
    wsproxy_addr: optionalText,
    created_at: optionalText,
  })
  .transform((wire) => ({
    name: wire.name,
    description: wire.description,
    isActive: wire.is_active ?? false,
    isPublic: wire.is_public ?? true,
    driver: wire.driver,
    /** `fifo`, `lifo`, `drf`. */
    scheduler: wire.scheduler,
    sessionTypes: wire.scheduler_opts?.allowed_session_types ?? [],
    /** Address of the app proxy. */
    wsproxyAddr: wire.wsproxy_addr,
    createdAt: wire.created_at,
  }))

/**
 * A resource group, which managers call scaling group: agents that are scheduled together.
 * @useDeclaredType
 */
export type ResourceGroup = z.output<typeof resourceGroupSchema>

/** Who a resource group is opened to. */
export type GroupTenant = {kind: 'domain'; domain: string} | {kind: 'project'; projectId: string}

const BY_NAME = {name: 'name', type: 'String!'}

const spec: NounSpec<typeof resourceGroupSchema> = {
  label: 'resource-group',
  list: {root: 'scaling_groups', paged: false},
  fields: [
    ...['name', 'description', 'is_active', 'is_public', 'driver', 'scheduler', 'scheduler_opts'],
    ...['wsproxy_addr', 'created_at'],
  ],
  schema: resourceGroupSchema,
  keyOf: ({name}) => name,
  create: {root: 'create_scaling_group', key: BY_NAME, props: 'CreateScalingGroupInput!'},
  modify: {root: 'modify_scaling_group', key: BY_NAME, props: 'ModifyScalingGroupInput!'},
  remove: {root: 'delete_scaling_group', key: BY_NAME},
}

/** Resource groups (superadmins). */
export class ResourceGroups extends Noun<typeof resourceGroupSchema> {
  constructor(graphql: GraphQL) {
    super(graphql, spec)
  }

  /** Opens a group to a domain or a project. */
  async allow(name: string, tenant: GroupTenant, options: RequestOptions = {}): Promise<void> {
    await this.#associate('associate', name, tenant, options)
  }

  /** Closes it again. */
  async disallow(name: string, tenant: GroupTenant, options: RequestOptions = {}): Promise<void> {
    await this.#associate('disassociate', name, tenant, options)
  }

  async #associate(
    verb: 'associate' | 'disassociate',
    name: string,
    tenant: GroupTenant,
    options: RequestOptions,
  ): Promise<void> {
    await this.get(name, options)
    const whom =
      tenant.kind === 'domain'
        ? {domain: {type: 'String!', value: tenant.domain}}
        : {user_group: {type: 'UUID!', value: tenant.projectId}}
    const root = `${verb}_scaling_group_with_${tenant.kind === 'domain' ? 'domain' : 'user_group'}`
    const args = {scaling_group: {type: 'String!', value: name}, ...whom}
    await this.graphql.mutate({root, args, fields: ['ok', 'msg']}, options)
  }
}
