import type {BackendAI} from '../../sdk/index.js'
import {credentialsOrigin} from './credentials.js'
import {describeOrigin, type ResolvedSettings} from './settings.js'

/** Who a person is, and where: what `whoami` and `login` show. */
export interface AccountReport {
  endpoint: string
  endpointType: string
  profile: string | null
  accessKey: string
  email: string
  role: string
  domain: string
  projects: readonly string[]
  resourcePolicy: string | null
  /** Release of the manager. */
  manager: string
  apiVersion: string
  /** Where the credentials come from, in words; never the credentials. */
  credentials: string
}

/** Asks the manager who the credentials belong to. Rejects with `NotLoggedInError` when it refuses them. */
export async function accountReport(
  client: BackendAI,
  resolved: ResolvedSettings,
  signal: AbortSignal,
): Promise<AccountReport> {
  const {settings, profile} = resolved
  const [account, capabilities] = await Promise.all([
    client.account.me({signal}),
    client.capabilities({signal}),
  ])
  const origin = credentialsOrigin(resolved)
  return {
    endpoint: settings.endpoint ?? '',
    endpointType: settings.endpointType,
    profile: profile ?? null,
    accessKey: account.accessKey,
    email: account.email,
    role: account.role,
    domain: account.domain,
    projects: account.projects,
    resourcePolicy: account.resourcePolicy,
    manager: capabilities.releaseText,
    apiVersion: capabilities.apiVersion,
    credentials: origin ? describeOrigin(origin) : 'none',
  }
}
