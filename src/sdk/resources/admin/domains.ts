import {z} from 'zod'
import {jsonText, optionalText, slotAmounts} from '../../schemas/wire.js'
import type {GraphQL} from '../../transport/graphql.js'
import {Noun, type NounSpec} from './noun.js'

const domainSchema = z
  .looseObject({
    name: z.string(),
    description: optionalText,
    is_active: z.boolean().nullish(),
    total_resource_slots: jsonText(slotAmounts),
    allowed_docker_registries: z.array(z.string().nullable()).nullish(),
    created_at: optionalText,
    scaling_groups: z.array(z.string().nullable()).nullish(),
  })
  .transform((wire) => ({
    name: wire.name,
    description: wire.description,
    isActive: wire.is_active ?? false,
    totalResourceSlots: wire.total_resource_slots ?? {},
    /** Names of the image registries whose images may be started. */
    allowedDockerRegistries: (wire.allowed_docker_registries ?? []).filter((name) => name !== null),
    createdAt: wire.created_at,
    resourceGroups: (wire.scaling_groups ?? []).filter((name) => name !== null),
  }))

/**
 * A domain: what projects and users belong to.
 * @useDeclaredType
 */
export type Domain = z.output<typeof domainSchema>

const BY_NAME = {name: 'name', type: 'String!'}

const spec: NounSpec<typeof domainSchema> = {
  label: 'domain',
  list: {root: 'domains', paged: false},
  fields: [
    ...[
      'name',
      'description',
      'is_active',
      'total_resource_slots',
      'allowed_docker_registries',
      'created_at',
    ],
    'scaling_groups',
  ],
  schema: domainSchema,
  keyOf: ({name}) => name,
  create: {root: 'create_domain', key: BY_NAME, props: 'DomainInput!'},
  modify: {root: 'modify_domain', key: BY_NAME, props: 'ModifyDomainInput!'},
  remove: {root: 'delete_domain', key: BY_NAME},
  purge: {root: 'purge_domain', key: BY_NAME},
}

/** Domains (superadmins). */
export class Domains extends Noun<typeof domainSchema> {
  constructor(graphql: GraphQL) {
    super(graphql, spec)
  }
}
