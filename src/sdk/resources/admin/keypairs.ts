import {z} from 'zod'
import {NotFoundError} from '../../errors.js'
import {optionalText} from '../../schemas/wire.js'
import type {GraphQL} from '../../transport/graphql.js'
import type {RequestOptions} from '../../transport/options.js'
import {Noun, type NounSpec} from './noun.js'
import {newKey, type NewKey} from './users.js'

const keypairSchema = z
  .looseObject({
    access_key: z.string(),
    user_id: optionalText,
    is_active: z.boolean().nullish(),
    is_admin: z.boolean().nullish(),
    resource_policy: optionalText,
    rate_limit: z.number().nullish(),
    created_at: optionalText,
    last_used: optionalText,
    concurrency_used: z.number().nullish(),
  })
  .transform((wire) => ({
    accessKey: wire.access_key,
    email: wire.user_id,
    isActive: wire.is_active ?? false,
    isAdmin: wire.is_admin ?? false,
    resourcePolicy: wire.resource_policy,
    /** Requests in 15 minutes. */
    rateLimit: wire.rate_limit ?? null,
    createdAt: wire.created_at,
    lastUsed: wire.last_used,
    sessions: wire.concurrency_used ?? null,
  }))

/**
 * A keypair without its secret.
 * @useDeclaredType
 */
export type Keypair = z.output<typeof keypairSchema>

const BY_ACCESS_KEY = {name: 'access_key', type: 'String!'}

const spec: NounSpec<typeof keypairSchema> = {
  label: 'keypair',
  list: {root: 'keypair_list', paged: true},
  fields: [
    ...['access_key', 'user_id', 'is_active', 'is_admin', 'resource_policy', 'rate_limit', 'created_at'],
    ...['last_used', 'concurrency_used'],
  ],
  schema: keypairSchema,
  keyOf: ({accessKey}) => accessKey,
  create: {
    root: 'create_keypair',
    key: {name: 'user_id', type: 'String!'},
    props: 'KeyPairInput!',
    fields: ['ok', 'msg', {name: 'keypair', fields: ['access_key', 'secret_key']}],
  },
  modify: {root: 'modify_keypair', key: BY_ACCESS_KEY, props: 'ModifyKeyPairInput!'},
  remove: {root: 'delete_keypair', key: BY_ACCESS_KEY},
}

/** What a new keypair may do. */
export interface NewKeypair {
  isActive: boolean
  isAdmin: boolean
  resourcePolicy: string
  /** Requests in 15 minutes. */
  rateLimit: number
}

/** Keypairs of all users (`keypair_list`, `create_keypair`, …). */
export class Keypairs extends Noun<typeof keypairSchema> {
  constructor(graphql: GraphQL) {
    super(graphql, spec)
  }

  /** Makes a further keypair of a user. Rejects with `NotFoundError` for an unknown user. */
  async add(email: string, keypair: NewKeypair, options: RequestOptions = {}): Promise<NewKey> {
    const args = {email: {type: 'String', value: email}}
    // A user whose only keypair was removed has none, and managers answer an unknown e-mail with an empty list.
    const user = await this.graphql
      .query({root: 'user', args, fields: ['email']}, z.unknown(), options)
      .catch((error: unknown) => {
        if (error instanceof NotFoundError) return null
        throw error
      })
    if (user === null) throw new NotFoundError(`There is no user "${email}".`)
    return newKey(await this.create(email, {...keypair}, options))
  }
}
