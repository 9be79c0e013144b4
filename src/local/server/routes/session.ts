import {z} from 'zod'
import {isDead, isQueued, type SessionRecord} from '../../cluster/model.js'
import type {Executions} from '../../execute/executions.js'
import {ownerOf} from '../admission.js'
import {noContent, ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {
  invalidParameters,
  malformedParameters,
  notFound,
  notImplemented,
  Problem,
  sessionExists,
} from '../problems.js'
import type {Route} from '../router.js'
import {sessionInfo} from '../session-info.js'
import {findSession, matchSessions, requireLiveSession, requireSession} from '../session-lookup.js'
import {kernelNotReady} from '../session-problems.js'

const RESTART_GONE =
  'Session restart is no longer supported. Terminate the session and enqueue a new one instead.'
const TRANSIT_GONE =
  'Manual session status reconciliation is no longer supported. Session status is automatically reconciled by the scheduler.'

/** What can be asked of a session, and done to it, except creating it. */
export function sessionRoutes(executions: Executions): readonly Route[] {
  return [
    {method: 'GET', path: '/session/_/match', access: 'user', handle: match},
    {method: 'POST', path: '/session/_/transit-status', access: 'user', handle: () => refuse(TRANSIT_GONE)},
    {method: 'POST', path: '/session/_/sync-agent-registry', access: 'user', handle: syncAgent},
    {method: 'GET', path: '/session/:session', access: 'user', handle: info},
    {method: 'DELETE', path: '/session/:session', access: 'user', durable: true, handle: destroy},
    {method: 'PATCH', path: '/session/:session', access: 'user', handle: () => refuse(RESTART_GONE)},
    {method: 'POST', path: '/session/:session/rename', access: 'user', durable: true, handle: rename},
    {
      method: 'POST',
      path: '/session/:session/interrupt',
      access: 'user',
      handle: (context, actor) => interrupt(context, actor, executions),
    },
    {method: 'GET', path: '/session/:session/logs', access: 'user', handle: logs},
    {method: 'GET', path: '/session/:session/status-history', access: 'user', handle: statusHistory},
    {method: 'GET', path: '/session/:session/dependency-graph', access: 'user', handle: dependencyGraph},
    {method: 'GET', path: '/session/:session/direct-access-info', access: 'user', handle: emptyFact},
    {method: 'GET', path: '/session/:session/abusing-report', access: 'user', handle: emptyFact},
  ]
}

/** The owner whose sessions a request is about, from `owner_access_key` in the query. */
function queryOwner(context: RequestContext, actor: Actor): Actor {
  return ownerOf(context.cluster.state, actor, context.query.get('owner_access_key'))
}

function refuse(msg: string): never {
  throw notImplemented(msg)
}

function match(context: RequestContext, actor: Actor): Reply {
  const {id} = context.parseQuery(z.looseObject({id: z.string()}))
  const found = matchSessions(context.cluster.state, actor, id)
  return ok({matches: found.map((session) => ({id: session.id, name: session.name, status: session.status}))})
}

/** There is nothing to bring in line: the state and the agents are one. */
async function syncAgent(context: RequestContext): Promise<Reply> {
  const {agent} = await context.body(z.looseObject({agent: z.string()}))
  if (context.cluster.state.agents.get(agent)) return ok({})
  throw new Problem(
    {status: 404, slug: 'agent-not-found', title: 'Agent Not Found', errorCode: 'agent_read_not-found'},
    {msg: `Agent with id ${agent} not found`},
  )
}

function info(context: RequestContext, actor: Actor): Reply {
  const session = requireLiveSession(context.cluster.state, actor, context.param('session'))
  return ok(sessionInfo(context.cluster, session))
}

function destroy(context: RequestContext, actor: Actor): Reply {
  const {cluster} = context
  const owner = queryOwner(context, actor)
  const session = requireSession(cluster.state, owner, context.param('session'))
  const forced = context.flag('forced')
  const outcome = endSession(context, session, forced)
  if (context.flag('recursive')) {
    for (const dependent of dependentsOf(context, session)) endSession(context, dependent, forced)
  }
  return ok({stats: outcome === undefined ? {} : {status: outcome}})
}

function endSession(
  {cluster}: RequestContext,
  session: SessionRecord,
  forced: boolean,
): 'cancelled' | 'terminated' | undefined {
  if (isDead(session.status) || (session.status === 'TERMINATING' && !forced)) return undefined
  const outcome = isQueued(session.status) ? 'cancelled' : 'terminated'
  void cluster.lifecycle.end(session.id, {info: forced ? 'force-terminated' : 'user-requested', forced})
  return outcome
}

/** All sessions that wait for this one, directly or through others. */
function dependentsOf({cluster}: RequestContext, root: SessionRecord): SessionRecord[] {
  const found = new Map<string, SessionRecord>([[root.id, root]])
  const candidates = cluster.state.sessions.filter(
    (session) => session.accessKey === root.accessKey && session.dependencies.length > 0,
  )
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const session of candidates) {
      if (session.dependencies.some((id) => found.has(id))) found.set(session.id, session)
    }
  }
  return [...found.values()].slice(1)
}

async function rename(context: RequestContext, actor: Actor): Promise<Reply> {
  const schema = z.looseObject({session_name: z.string().optional(), name: z.string().optional()})
  const body = await context.body(schema)
  const name = body.session_name ?? body.name
  if (!name) throw malformedParameters('Schema validation failed. (session_name: Field required)')
  const {state} = context.cluster
  const session = requireLiveSession(state, actor, context.param('session'))
  if (session.status !== 'RUNNING') throw malformedParameters("Can't change name of not running session")
  if (findSession(state, actor, name))
    throw sessionExists({msg: `Session with name '${name}' already exists`})
  state.sessions.patch(session.id, {name})
  return noContent()
}

async function interrupt(context: RequestContext, actor: Actor, executions: Executions): Promise<Reply> {
  const {cluster} = context
  const session = requireLiveSession(cluster.state, actor, context.param('session'))
  const kernels = session.kernels
    .map(({id}) => cluster.lifecycle.kernel(id))
    .filter((kernel) => kernel !== undefined)
  if (kernels.length === 0) throw kernelNotReady()
  for (const kernel of kernels) {
    kernel.interrupt()
    await executions.interrupt(kernel)
  }
  return noContent()
}

async function logs(context: RequestContext, actor: Actor): Promise<Reply> {
  const {cluster} = context
  const session = requireSession(cluster.state, queryOwner(context, actor), context.param('session'))
  const asked = context.query.get('kernel_id') ?? context.query.get('kernelId')
  const kernel = asked === null ? session.kernels[0] : session.kernels.find(({id}) => id === asked)
  if (!kernel) throw invalidParameters(`The session has no kernel ${asked ?? ''}.`)
  if (kernel.agentId === null) {
    const msg = 'Kernel has not been assigned to an agent.'
    throw notFound('agent instance', 'instance', {msg, data: {kernel_id: asked}})
  }
  return ok({result: {logs: await cluster.runtime.logs(session.id, kernel.id)}})
}

function statusHistory(context: RequestContext, actor: Actor): Reply {
  const owner = queryOwner(context, actor)
  return ok(requireLiveSession(context.cluster.state, owner, context.param('session')).statusHistory)
}

function dependencyGraph(context: RequestContext, actor: Actor): Reply {
  const session = requireLiveSession(context.cluster.state, actor, context.param('session'))
  return ok(graphNode(context, session))
}

function graphNode(context: RequestContext, session: SessionRecord): Record<string, unknown> {
  return {
    session_id: session.id,
    session_name: session.name,
    status: session.status,
    status_changed: session.statusChanged.replace('T', ' '),
    depends_on: session.dependencies
      .map((id) => context.cluster.state.sessions.get(id))
      .filter((parent) => parent !== undefined)
      .map((parent) => graphNode(context, parent)),
  }
}

function emptyFact(context: RequestContext, actor: Actor): Reply {
  requireLiveSession(context.cluster.state, actor, context.param('session'))
  return ok({})
}
