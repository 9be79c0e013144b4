import {Flags} from '@oclif/core'
import {NotFoundError, type BackendAI, type GroupTenant} from '../../sdk/index.js'

/** Who joins or leaves a project, in the manager's words: it takes ids, people type e-mails. */
export async function memberChange(
  client: BackendAI,
  {add, remove}: {add?: string[] | undefined; remove?: string[] | undefined},
  signal: AbortSignal,
): Promise<{userUpdateMode?: 'add' | 'remove'; userUuids?: string[]}> {
  const emails = add ?? remove
  if (emails === undefined) return {}
  const users = await client.admin.users.list({}, {signal})
  const userUuids = emails.map((email) => {
    const user = users.find((one) => one.email === email)
    if (!user) throw new NotFoundError(`There is no user "${email}".`)
    return user.id
  })
  return {userUpdateMode: add ? 'add' : 'remove', userUuids}
}

/** Ids of projects by their names. Rejects with `NotFoundError`. */
export async function projectIds(
  client: BackendAI,
  projects: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  if (projects === undefined) return undefined
  const all = await client.admin.projects.list({}, {signal})
  return projects.map((name) => {
    const project = all.find((one) => one.name === name)
    if (!project) throw new NotFoundError(`There is no group "${name}".`)
    return project.id
  })
}

/** Whom a resource group is opened or closed to. */
export const tenantFlags = {
  domain: Flags.string({summary: 'The domain.', exactlyOne: ['domain', 'project']}),
  project: Flags.string({char: 'G', summary: 'The project.', exactlyOne: ['domain', 'project']}),
}

/** Who a resource group is opened to, by the flags. Rejects with `NotFoundError`. */
export async function tenantOf(
  client: BackendAI,
  flags: {domain?: string | undefined; project?: string | undefined},
  signal: AbortSignal,
): Promise<GroupTenant> {
  if (flags.project === undefined) {
    const {name} = await client.admin.domains.get(flags.domain ?? '', {signal})
    return {kind: 'domain', domain: name}
  }
  const {id} = await client.admin.projects.get(flags.project, {signal})
  return {kind: 'project', projectId: id}
}
