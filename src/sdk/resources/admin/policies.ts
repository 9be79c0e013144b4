import {z} from 'zod'
import {jsonText, optionalText, slotAmounts} from '../../schemas/wire.js'
import type {Field, GraphQL} from '../../transport/graphql.js'
import {Noun, type Mutation, type NewerProp, type NounSpec} from './noun.js'

const number = z.number().nullish()
const bigNumber = z.coerce.number().nullish()

const policySchema = z
  .looseObject({
    name: z.string(),
    created_at: optionalText,
    default_for_unspecified: optionalText,
    total_resource_slots: jsonText(slotAmounts),
    max_concurrent_sessions: number,
    max_containers_per_session: number,
    max_session_lifetime: number,
    max_pending_session_count: number,
    idle_timeout: bigNumber,
    max_vfolder_count: number,
    max_customized_image_count: number,
    max_network_count: number,
  })
  .transform((wire) => ({
    name: wire.name,
    createdAt: wire.created_at,
    /** What slots without a limit mean: `UNLIMITED` or `LIMITED` (none at all). */
    defaultForUnspecified: wire.default_for_unspecified,
    totalResourceSlots: wire.total_resource_slots ?? {},
    maxConcurrentSessions: wire.max_concurrent_sessions ?? null,
    maxContainersPerSession: wire.max_containers_per_session ?? null,
    /** Seconds; 0 for no limit. */
    maxSessionLifetime: wire.max_session_lifetime ?? null,
    maxPendingSessionCount: wire.max_pending_session_count ?? null,
    idleTimeout: wire.idle_timeout ?? null,
    maxVfolderCount: wire.max_vfolder_count ?? null,
    maxCustomizedImageCount: wire.max_customized_image_count ?? null,
    maxNetworkCount: wire.max_network_count ?? null,
  }))

/**
 * Limits by name. Which of them are set depends on the kind.
 * @useDeclaredType
 */
export type ResourcePolicy = z.output<typeof policySchema>

/** What a policy limits: keypairs (resources and sessions), users or projects (storage, images, networks). */
export const POLICY_KINDS = ['keypair', 'user', 'project'] as const
/** One of `POLICY_KINDS`. */
export type PolicyKind = (typeof POLICY_KINDS)[number]

const FIELDS: Readonly<Record<PolicyKind, readonly Field[]>> = {
  keypair: [
    ...['default_for_unspecified', 'total_resource_slots', 'max_concurrent_sessions'],
    ...['max_containers_per_session', 'max_session_lifetime', 'idle_timeout'],
    {name: 'max_pending_session_count', since: 'pendingLimits'},
  ],
  user: ['max_vfolder_count', {name: 'max_customized_image_count', since: 'customizedImages'}],
  project: ['max_vfolder_count', {name: 'max_network_count', since: 'networks'}],
}
/** Limits that only some releases keep. */
const NEWER: Readonly<Record<string, NewerProp>> = {
  maxPendingSessionCount: {since: 'pendingLimits', what: 'limit how many sessions wait'},
  maxCustomizedImageCount: {since: 'customizedImages', what: 'limit how many images people keep'},
  maxNetworkCount: {since: 'networks', what: 'limit how many networks a project has'},
}
const TYPES: Readonly<Record<PolicyKind, string>> = {
  keypair: 'KeyPairResourcePolicy',
  user: 'UserResourcePolicy',
  project: 'ProjectResourcePolicy',
}

function specOf(kind: PolicyKind): NounSpec<typeof policySchema> {
  const mutation = (verb: string, props?: string): Mutation => ({
    root: `${verb}_${kind}_resource_policy`,
    key: {name: 'name', type: 'String!'},
    ...(props !== undefined && {props}),
  })
  return {
    label: 'resource-policy',
    list: {root: `${kind}_resource_policies`, paged: false},
    fields: ['name', 'created_at', ...FIELDS[kind]],
    schema: policySchema,
    keyOf: ({name}) => name,
    newer: NEWER,
    create: mutation('create', `Create${TYPES[kind]}Input!`),
    modify: mutation('modify', `Modify${TYPES[kind]}Input!`),
    remove: mutation('delete'),
  }
}

/** Limits of one kind (superadmins; user and project policies from 23.09 on). */
export class ResourcePolicies extends Noun<typeof policySchema> {
  constructor(graphql: GraphQL, kind: PolicyKind) {
    super(graphql, specOf(kind))
  }
}
