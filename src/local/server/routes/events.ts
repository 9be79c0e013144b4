import type {ServerResponse} from 'node:http'
import {z} from 'zod'
import type {ClusterEvent} from '../../cluster/events.js'
import {forbidden, invalidParameters, projectNotFound, sessionNotFound} from '../problems.js'
import type {Actor, RequestContext} from '../context.js'
import type {Route} from '../router.js'
import {findSession} from '../session-lookup.js'

const KEEP_ALIVE_MS = 30_000
/** A client that reads so slowly is cut off; it can come back and look at the states. */
const MAX_BACKLOG_BYTES = 16 * 1024 * 1024

const sessionEventsSchema = z.looseObject({
  sessionName: z.string().default('*'),
  ownerAccessKey: z.string().optional(),
  groupName: z.string().default('*'),
  scope: z.string().default('*'),
})

/** Server-sent events. */
export const eventRoutes: readonly Route[] = [
  {method: 'GET', path: '/events/session', access: 'user', handle: sessionEvents},
  {method: 'GET', path: '/events/background-task', access: 'user', handle: taskEvents},
]

type SessionEventQuery = z.infer<typeof sessionEventsSchema>

/** Streams until the client goes. As on managers since 25.13, `sessionId` narrows nothing: the name does. */
function sessionEvents(context: RequestContext, actor: Actor): undefined {
  const query = context.parseQuery(sessionEventsSchema)
  if (
    query.ownerAccessKey &&
    query.ownerAccessKey !== actor.keypair.accessKey &&
    actor.user.role === 'user'
  ) {
    throw forbidden()
  }
  const wanted = narrowing(context, actor, query)
  const stream = openStream(context.response)
  const unsubscribe = context.cluster.events.subscribe((event) => {
    if (isVisible(actor, event.session) && wanted(event)) stream.send(event.name, eventData(event))
  })
  context.response.once('close', unsubscribe)
  return undefined
}

/** Streams until the task's end, which is told again to whoever asks later. One that is not known is over and forgotten. */
function taskEvents(context: RequestContext): undefined {
  const id = context.query.get('task_id') ?? context.parseQuery(z.looseObject({taskId: z.string()})).taskId
  const {response} = context
  const stream = openStream(response)
  const close = (): void => {
    stream.send('server_close', {})
    response.end()
  }
  const unfollow = context.cluster.tasks.follow(id, ({name, message}) => {
    const progress = name === 'bgtask_updated' ? {current_progress: 0, total_progress: 0} : {}
    stream.send(name, {task_id: id, message, ...progress})
    if (name !== 'bgtask_updated') close()
  })
  if (unfollow) response.once('close', unfollow)
  else close()
  return undefined
}

const SCOPES = ['*', 'session', 'kernel']

/**
 * What the query leaves of the events. A name stands for the session that has it now, whatever it is called later.
 * @throws Problem 400 for a scope, 404 for a session or project that does not exist
 */
function narrowing(
  {cluster: {state}}: RequestContext,
  actor: Actor,
  query: SessionEventQuery,
): (event: ClusterEvent) => boolean {
  const scopes = query.scope.split(',')
  const strange = scopes.find((scope) => !SCOPES.includes(scope))
  if (strange !== undefined) throw invalidParameters(`Invalid scope: ${strange}`)
  const project = state.projects.find(({name}) => name === query.groupName)
  if (query.groupName !== '*' && !project) throw projectNotFound()
  const only = query.sessionName === '*' ? undefined : findSession(state, actor, query.sessionName)
  if (query.sessionName !== '*' && !only) throw sessionNotFound(query.sessionName)
  return ({session, kernel}) =>
    (only === undefined || only.id === session.id) &&
    (!query.ownerAccessKey || query.ownerAccessKey === session.accessKey) &&
    (project === undefined || project.id === session.projectId) &&
    (scopes.includes('*') || scopes.includes(kernel ? 'kernel' : 'session'))
}

/** Users see their own sessions, domain administrators their domain's, superadmins all. */
function isVisible({user}: Actor, session: ClusterEvent['session']): boolean {
  if (user.role === 'superadmin') return true
  return user.role === 'admin' ? session.domain === user.domain : session.userId === user.id
}

function eventData({session, kernel, reason}: ClusterEvent): Record<string, unknown> {
  const data = {
    reason,
    sessionName: session.name,
    ownerAccessKey: session.accessKey,
    sessionId: session.id,
    exitCode: kernel?.exitCode ?? session.kernels[0]?.exitCode ?? null,
  }
  return kernel ? {...data, kernelId: kernel.id, clusterRole: kernel.role, clusterIdx: kernel.index} : data
}

interface EventStream {
  send: (name: string, data: unknown) => void
}

function openStream(response: ServerResponse): EventStream {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  })
  response.flushHeaders()
  const keepAlive = setInterval(() => response.write(': ping\n\n'), KEEP_ALIVE_MS)
  keepAlive.unref()
  response.once('close', () => clearInterval(keepAlive))
  return {
    send: (name, data) => {
      if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy()
      else response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    },
  }
}
