import {z} from 'zod'
import {jsonText, optionalText, slotAmounts} from '../../schemas/wire.js'
import type {GraphQL} from '../../transport/graphql.js'
import {Noun, type NounSpec} from './noun.js'

const projectSchema = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    description: optionalText,
    is_active: z.boolean().nullish(),
    domain_name: optionalText,
    total_resource_slots: jsonText(slotAmounts),
    resource_policy: optionalText,
    created_at: optionalText,
    scaling_groups: z.array(z.string().nullable()).nullish(),
  })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name,
    description: wire.description,
    isActive: wire.is_active ?? false,
    domainName: wire.domain_name,
    /** Limits of all its sessions together. */
    totalResourceSlots: wire.total_resource_slots ?? {},
    resourcePolicy: wire.resource_policy,
    createdAt: wire.created_at,
    resourceGroups: (wire.scaling_groups ?? []).filter((name) => name !== null),
  }))

/**
 * A project, which managers call group.
 * @useDeclaredType
 */
export type Project = z.output<typeof projectSchema>

const BY_ID = {name: 'gid', type: 'UUID!'}
const idOf = ({id}: Project): string => id

const spec: NounSpec<typeof projectSchema> = {
  label: 'group',
  list: {root: 'groups', paged: false},
  fields: [
    ...['id', 'name', 'description', 'is_active', 'domain_name', 'total_resource_slots', 'resource_policy'],
    ...['created_at', 'scaling_groups'],
  ],
  schema: projectSchema,
  keyOf: ({name}) => name,
  create: {root: 'create_group', key: {name: 'name', type: 'String!'}, props: 'GroupInput!'},
  modify: {root: 'modify_group', key: BY_ID, idOf, props: 'ModifyGroupInput!'},
  remove: {root: 'delete_group', key: BY_ID, idOf},
  purge: {root: 'purge_group', key: BY_ID, idOf},
}

/** Projects (`groups`, `create_group`, …). */
export class Projects extends Noun<typeof projectSchema> {
  constructor(graphql: GraphQL) {
    super(graphql, spec)
  }
}
