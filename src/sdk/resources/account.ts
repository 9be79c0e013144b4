import {z} from 'zod/mini'
import {NotFoundError} from '../errors.js'
import {optionalText} from '../schemas/wire.js'
import type {GraphQL} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

/** Who the credentials belong to. */
export interface Account {
  accessKey: string
  email: string
  role: string
  domain: string
  projects: string[]
  resourcePolicy: string | null
}

const keypair = z.looseObject({
  access_key: z.string(),
  user_id: optionalText,
  is_admin: z.nullish(z.boolean()),
  resource_policy: optionalText,
  projects: z.nullish(z.array(z.nullable(z.string()))),
})
const role = z.looseObject({global_role: optionalText, domain_role: optionalText})

/** Somebody with an account. */
export interface User {
  id: string
  email: string
  /** `active`, `inactive`, `deleted` or `before-verification`. */
  status: string
}

const userSchema = z.nullable(
  z.looseObject({
    uuid: optionalText,
    id: optionalText,
    email: optionalText,
    status: optionalText,
  }),
)

/** Accounts: the caller's own, and for administrators those of others. */
export class Accounts {
  constructor(
    private readonly http: Transport,
    private readonly graphql: GraphQL,
  ) {}

  /** Asks the manager who the credentials belong to. Rejects with `NotLoggedInError`. */
  async me(options: RequestOptions = {}): Promise<Account> {
    const roles = await this.http.json({method: 'GET', path: '/auth/role'}, role, options)
    const fields = ['access_key', 'user_id', 'is_admin', 'resource_policy', 'projects']
    const key = await this.graphql.query({root: 'keypair', fields}, keypair, options)
    return {
      accessKey: key.access_key,
      email: key.user_id ?? '',
      role: roles.global_role ?? roles.domain_role ?? 'user',
      domain: this.http.domain,
      projects: (key.projects ?? []).filter((project) => project !== null),
      resourcePolicy: key.resource_policy,
    }
  }

  /** The user with an e-mail address. Rejects with `NotFoundError`, and with `NotAllowedError` for all but administrators. */
  async userByEmail(email: string, options: RequestOptions = {}): Promise<User> {
    const args = {email: {type: 'String', value: email}}
    const query = {root: 'user', args, fields: ['uuid', 'id', 'email', 'status']}
    const found = await this.graphql.query(query, userSchema, options).catch((error: unknown) => {
      // Some releases answer null, some fail.
      if (error instanceof NotFoundError) return null
      throw error
    })
    const id = found?.uuid ?? found?.id
    if (!found || !id) throw new NotFoundError(`There is no user ${email}.`)
    return {id, email: found.email ?? email, status: found.status ?? 'active'}
  }
}
