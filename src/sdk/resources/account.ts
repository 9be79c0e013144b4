import {z} from 'zod'
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
  is_admin: z.boolean().nullish(),
  resource_policy: optionalText,
  projects: z.array(z.string().nullable()).nullish(),
})
const role = z.looseObject({global_role: optionalText, domain_role: optionalText})

/** The caller's own account. */
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
}
