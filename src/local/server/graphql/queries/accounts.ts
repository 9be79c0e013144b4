import type {KeypairRecord, ProjectRecord, UserRecord} from '../../../cluster/model.js'
import {isGiven} from '../arguments.js'
import {requireSuperadmin, type GraphContext} from '../context.js'
import {forbiddenError, insufficientPrivilege} from '../errors.js'
import {listPage, type ListArguments, type ListPage} from '../lists.js'
import {keypairFields, userFields} from '../account-fields.js'
import {KeypairView, UserView} from '../views/accounts.js'
import {domainView, groupView} from '../views/groups.js'

interface UserArguments {
  domain_name?: string | null
  group_id?: string | null
  is_active?: boolean | null
  status?: string | null
}

interface KeypairArguments {
  domain_name?: string | null
  email?: string | null
  is_active?: boolean | null
}

type Fields = Readonly<Record<string, unknown>>

/** Queries about people, keys, projects and domains. */
export const accountQueries = {
  viewer(_args: unknown, {actor}: GraphContext): Fields {
    return {user_id: actor.user.id, encoded_user_role: Buffer.from(actor.user.role).toString('base64')}
  },

  user({email}: {email?: string | null}, context: GraphContext): UserView | null {
    return visibleUser(context, (user) => user.email === (email ?? context.actor.user.email))
  },

  user_from_uuid({user_id}: {user_id?: string | null}, context: GraphContext): UserView | null {
    return visibleUser(context, (user) => user.id === (user_id ?? context.actor.user.id))
  },

  users(args: UserArguments, context: GraphContext): UserView[] {
    return usersOf(context, args).map((user) => new UserView(context.cluster, user))
  },

  user_list(args: UserArguments & ListArguments, context: GraphContext): ListPage<UserView> {
    const records = usersOf(context, args)
    const page = listPage({records, fields: userFields, defaultOrder: () => 0}, args)
    return {...page, items: page.items.map((user) => new UserView(context.cluster, user))}
  },

  keypair({access_key}: {access_key?: string | null}, context: GraphContext): KeypairView | null {
    const {actor, cluster, isAdmin} = context
    const wanted = access_key ?? actor.keypair.accessKey
    if (!isAdmin && wanted !== actor.keypair.accessKey) throw forbiddenError()
    const keypair = cluster.state.keypairs.get(wanted)
    return keypair ? new KeypairView(cluster, keypair) : null
  },

  keypairs(args: KeypairArguments, context: GraphContext): KeypairView[] {
    return keypairsOf(context, args).map((keypair) => new KeypairView(context.cluster, keypair))
  },

  keypair_list(args: KeypairArguments & ListArguments, context: GraphContext): ListPage<KeypairView> {
    const source = {
      records: keypairsOf(context, args).map((keypair) => new KeypairView(context.cluster, keypair)),
      fields: keypairFields,
      defaultOrder: (a: KeypairView, b: KeypairView) => (a.access_key < b.access_key ? -1 : 1),
    }
    return listPage(source, args)
  },

  group({id}: {id: string}, context: GraphContext): Fields | null {
    const project = projectsOf(context).find((one) => one.id === id)
    return project ? groupView(context.cluster, project) : null
  },

  groups(args: {domain_name?: string | null; is_active?: boolean | null}, context: GraphContext): Fields[] {
    return projectsOf(context)
      .filter((project) => !args.domain_name || project.domain === args.domain_name)
      .filter((project) => !isGiven(args.is_active) || project.isActive === args.is_active)
      .map((project) => groupView(context.cluster, project))
  },

  groups_by_name({name}: {name: string}, context: GraphContext): Fields[] {
    return projectsOf(context)
      .filter((project) => project.name === name)
      .map((project) => groupView(context.cluster, project))
  },

  domain({name}: {name?: string | null}, {cluster, actor, isSuperadmin}: GraphContext): Fields | null {
    const wanted = name ?? actor.user.domain
    if (!isSuperadmin && wanted !== actor.user.domain) throw forbiddenError()
    const domain = cluster.state.domains.get(wanted)
    return domain ? domainView(cluster, domain) : null
  },

  domains({is_active}: {is_active?: boolean | null}, context: GraphContext): Fields[] {
    requireSuperadmin(context)
    return context.cluster.state.domains
      .filter((domain) => !isGiven(is_active) || domain.isActive === is_active)
      .map((domain) => domainView(context.cluster, domain))
  },
}

function visibleUser(context: GraphContext, test: (user: UserRecord) => boolean): UserView | null {
  const {cluster, actor, isSuperadmin, isAdmin} = context
  const user = cluster.state.users.find(test)
  const allowed =
    isSuperadmin || user?.id === actor.user.id || (isAdmin && user?.domain === actor.user.domain)
  if (!allowed) throw forbiddenError()
  return user ? new UserView(cluster, user) : null
}

function usersOf(context: GraphContext, args: UserArguments): UserRecord[] {
  const {cluster, actor, isAdmin, isSuperadmin} = context
  if (!isAdmin) throw insufficientPrivilege()
  const domain = isSuperadmin ? args.domain_name : actor.user.domain
  const members = args.group_id ? cluster.state.projects.get(args.group_id)?.memberIds : undefined
  return cluster.state.users.filter(
    (user) =>
      (!domain || user.domain === domain) &&
      (!args.group_id || members?.includes(user.id) === true) &&
      (!isGiven(args.is_active) || (user.status === 'active') === args.is_active) &&
      (!args.status || user.status === args.status.toLowerCase()),
  )
}

function keypairsOf(context: GraphContext, args: KeypairArguments): KeypairRecord[] {
  const {cluster, actor, isAdmin} = context
  return cluster.state.keypairs.filter((keypair) => {
    const owner = cluster.state.users.get(keypair.userId)
    return (
      (isAdmin || keypair.userId === actor.user.id) &&
      (!args.email || owner?.email === args.email) &&
      (!args.domain_name || owner?.domain === args.domain_name) &&
      (!isGiven(args.is_active) || keypair.isActive === args.is_active)
    )
  })
}

function projectsOf({cluster, actor, isAdmin}: GraphContext): ProjectRecord[] {
  return cluster.state.projects.filter((project) => isAdmin || project.memberIds.includes(actor.user.id))
}
