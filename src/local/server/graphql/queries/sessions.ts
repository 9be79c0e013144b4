import {SESSION_STATUSES, type SessionRecord} from '../../../cluster/model.js'
import type {GraphContext} from '../context.js'
import {requireSuperadmin} from '../context.js'
import {codedError, forbiddenError} from '../errors.js'
import {connection, type Connection, type ConnectionArguments} from '../connections.js'
import {localId} from '../global-id.js'
import {readUuid} from '../uuid.js'
import {cutPage, listPage, selectAll, type ListArguments, type ListPage} from '../lists.js'
import {containerFields, sessionFields} from '../session-fields.js'
import {ContainerView} from '../views/container.js'
import {SessionNodeView} from '../views/session-node.js'
import {SessionView} from '../views/session.js'

interface SessionListArguments extends ListArguments {
  domain_name?: string | null
  group_id?: string | null
  access_key?: string | null
  status?: string | null
}

interface NodeArguments extends ConnectionArguments {
  scope_id?: string | null
  project_id?: string | null
  filter?: string | null
  order?: string | null
}

/** Queries about sessions and kernels. */
export const sessionQueries = {
  compute_session({id}: {id: string}, context: GraphContext): SessionView | null {
    const session = visibleSession(context, id)
    return session ? new SessionView(context.cluster, session) : null
  },

  compute_session_list(args: SessionListArguments, context: GraphContext): ListPage<SessionView> {
    const page = cutPage(selectSessions(args, context), args)
    return {...page, items: page.items.map((session) => new SessionView(context.cluster, session))}
  },

  compute_session_node({id}: {id: string}, context: GraphContext): SessionNodeView | null {
    const session = visibleSession(context, localId(id))
    return session ? new SessionNodeView(context.cluster, session) : null
  },

  compute_session_nodes(args: NodeArguments, context: GraphContext): Connection<SessionNodeView> {
    const projectId = args.project_id ?? /^project:(.+)$/.exec(args.scope_id ?? '')?.[1]
    const selected = selectAll(
      {
        records: visibleSessions(context, projectId ? {group_id: projectId} : {}),
        fields: sessionFields(context.cluster),
        defaultOrder: latestFirst,
      },
      args,
    )
    return connection(selected, args, (session) => new SessionNodeView(context.cluster, session))
  },

  session_pending_queue(
    args: ConnectionArguments & {resource_group_id: string},
    context: GraphContext,
  ): Connection<SessionNodeView> {
    requireSuperadmin(context)
    const queue = [...context.cluster.state.sessionIndex.queue(args.resource_group_id)]
    return connection(queue, args, (session) => new SessionNodeView(context.cluster, session))
  },

  compute_container({id}: {id: string}, context: GraphContext): ContainerView | null {
    const session = context.cluster.state.sessions.find((one) =>
      one.kernels.some((kernel) => kernel.id === id),
    )
    const kernel = session?.kernels.find((one) => one.id === id)
    if (!session || !kernel || !visibleSession(context, session.id)) return null
    return new ContainerView(context.cluster, session, kernel)
  },

  compute_container_list(
    args: ListArguments & {session_id: string; role?: string | null},
    context: GraphContext,
  ): ListPage<ContainerView> {
    const session = visibleSession(context, args.session_id)
    const records = session ? new SessionView(context.cluster, session).containers : []
    const wanted = records.filter(({role}) => !args.role || role === args.role)
    return listPage({records: wanted, fields: containerFields, defaultOrder: () => 0}, args)
  },
}

function selectSessions(args: SessionListArguments, context: GraphContext): readonly SessionRecord[] {
  const statuses = readStatuses(args.status)
  if (args.group_id) readUuid(args.group_id)
  const {cluster, actor, sessions} = context
  const {filter, order, domain_name, group_id, access_key, status} = args
  const key = JSON.stringify([
    actor.keypair.accessKey,
    filter,
    order,
    domain_name,
    group_id,
    access_key,
    status,
  ])
  return sessions.get(key, cluster.state.sessions.version, () => {
    const visible = visibleSessions(context, args)
    const records = statuses ? visible.filter((session) => statuses.has(session.status)) : visible
    return selectAll({records, fields: sessionFields(cluster), defaultOrder: latestFirst}, args)
  })
}

/** Users are held to their own sessions, domain administrators to their domain. */
function visibleSessions(context: GraphContext, args: Partial<SessionListArguments>): SessionRecord[] {
  const {actor, cluster, isAdmin, isSuperadmin} = context
  if (!isAdmin && args.access_key && args.access_key !== actor.keypair.accessKey) throw forbiddenError()
  if (!isSuperadmin && args.domain_name && args.domain_name !== actor.user.domain) throw forbiddenError()
  const accessKey = isAdmin ? args.access_key : actor.keypair.accessKey
  const domain = isSuperadmin ? args.domain_name : actor.user.domain
  const candidates = accessKey ? ownedBy(context, accessKey) : [...cluster.state.sessions.values()]
  return candidates.filter(
    (session) =>
      (!domain || session.domain === domain) && (!args.group_id || session.projectId === args.group_id),
  )
}

function ownedBy({cluster}: GraphContext, accessKey: string): SessionRecord[] {
  return [...cluster.state.sessionIndex.idsOf(accessKey)]
    .map((id) => cluster.state.sessions.get(id))
    .filter((session) => session !== undefined)
}

function visibleSession(context: GraphContext, id: string): SessionRecord | undefined {
  const session = context.cluster.state.sessions.get(id.toLowerCase())
  if (!session) return undefined
  if (context.isSuperadmin) return session
  if (context.isAdmin) return session.domain === context.actor.user.domain ? session : undefined
  return session.accessKey === context.actor.keypair.accessKey ? session : undefined
}

function readStatuses(text: string | null | undefined): ReadonlySet<string> | undefined {
  if (!text) return undefined
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find(
    (name) => !SESSION_STATUSES.some((status) => status === name) && !isManagerStatus(name),
  )
  if (unknown !== undefined) throw codedError(`'${unknown}'`, 'backendai_generic_internal-error')
  return new Set(names)
}

/** Statuses that the manager knows and that no session has here. */
function isManagerStatus(name: string): boolean {
  return ['RESERVED', 'PREEMPTED', 'RESCHEDULING'].includes(name)
}

/** What began or ended last comes first. */
function latestFirst(a: SessionRecord, b: SessionRecord): number {
  const [first, second] = [lastMoment(a), lastMoment(b)]
  if (first !== second) return first < second ? 1 : -1
  return b.sequence - a.sequence
}

function lastMoment({createdAt, terminatedAt}: SessionRecord): string {
  return terminatedAt ?? createdAt
}
