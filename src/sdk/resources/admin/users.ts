import {z} from 'zod'
import {optionalText} from '../../schemas/wire.js'
import type {GraphQL} from '../../transport/graphql.js'
import type {RequestOptions} from '../../transport/options.js'
import {Noun, type NounSpec, type Props} from './noun.js'

const userSchema = z
  .looseObject({
    uuid: z.string(),
    email: z.string(),
    username: optionalText,
    full_name: optionalText,
    description: optionalText,
    status: optionalText,
    role: optionalText,
    domain_name: optionalText,
    resource_policy: optionalText,
    main_access_key: optionalText,
    need_password_change: z.boolean().nullish(),
    created_at: optionalText,
    groups: z.array(z.looseObject({id: z.string(), name: z.string()}).nullable()).nullish(),
  })
  .transform((wire) => ({
    id: wire.uuid,
    email: wire.email,
    username: wire.username,
    fullName: wire.full_name,
    description: wire.description,
    /** `active`, `inactive`, `deleted`, `before-verification`. */
    status: wire.status?.toLowerCase().replaceAll('_', '-') ?? null,
    /** `superadmin`, `admin`, `user`, `monitor`. */
    role: wire.role?.toLowerCase() ?? null,
    domainName: wire.domain_name,
    resourcePolicy: wire.resource_policy,
    mainAccessKey: wire.main_access_key,
    needPasswordChange: wire.need_password_change ?? false,
    createdAt: wire.created_at,
    projects: (wire.groups ?? []).filter((group) => group !== null).map(({name}) => name),
  }))

/**
 * An account.
 * @useDeclaredType
 */
export type UserDetail = z.output<typeof userSchema>

const KEY = ['access_key', 'secret_key']
const BY_EMAIL = {name: 'email', type: 'String!'}

const spec: NounSpec<typeof userSchema> = {
  label: 'user',
  list: {root: 'user_list', paged: true},
  fields: [
    ...['uuid', 'email', 'username', 'full_name', 'description', 'status', 'role', 'domain_name'],
    ...['resource_policy', 'need_password_change', 'created_at'],
    {name: 'main_access_key', since: 'mainAccessKey'},
    {name: 'groups', fields: ['id', 'name']},
  ],
  schema: userSchema,
  keyOf: ({email}) => email,
  create: {
    root: 'create_user',
    key: BY_EMAIL,
    props: 'UserInput!',
    fields: ['ok', 'msg', {name: 'keypair', since: 'keypairOfNewUser', fields: KEY}],
  },
  modify: {root: 'modify_user', key: BY_EMAIL, props: 'ModifyUserInput!'},
  remove: {root: 'delete_user', key: BY_EMAIL},
  purge: {root: 'purge_user', key: BY_EMAIL, props: 'PurgeUserInput!'},
}

const keySchema = z.looseObject({access_key: z.string(), secret_key: z.string()})
const createdSchema = z.looseObject({keypair: keySchema.nullish()})

/** A new key. The secret is told this once. */
export interface NewKey {
  accessKey: string | null
  secretKey: string | null
}

/** Reads the keypair that a mutation made. */
export function newKey(answer: Record<string, unknown>): NewKey {
  const {keypair} = createdSchema.parse(answer)
  return {accessKey: keypair?.access_key ?? null, secretKey: keypair?.secret_key ?? null}
}

/** What a new account needs. */
export interface NewUser {
  username: string
  password: string
  domainName: string
  needPasswordChange?: boolean
  fullName?: string | undefined
  description?: string | undefined
  role?: string | undefined
  resourcePolicy?: string | undefined
  /** Ids of projects. */
  groupIds?: readonly string[] | undefined
}

/** Accounts (`user_list`, `create_user`, …; domain administrators see their domain). */
export class Users extends Noun<typeof userSchema> {
  constructor(graphql: GraphQL) {
    super(graphql, spec)
  }

  /** Makes an account with its first keypair. The key is null where the manager does not tell it. */
  async add(email: string, user: NewUser, options: RequestOptions = {}): Promise<NewKey> {
    const props: Props = {needPasswordChange: true, ...user}
    const made = newKey(await this.create(email, props, options))
    return made.accessKey === null ? this.#firstKey(email, options) : made
  }

  /** Before 25.15 the answer leaves the new key out, and the list has it for members of a project only. */
  async #firstKey(email: string, options: RequestOptions): Promise<NewKey> {
    const args = {email: {type: 'String', value: email}}
    const keys = await this.graphql.query(
      {root: 'keypairs', args, fields: KEY},
      keySchema.array().nullable(),
      options,
    )
    return newKey({keypair: keys?.[0]})
  }
}
