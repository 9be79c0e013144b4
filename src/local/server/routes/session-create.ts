import {z} from 'zod'
import {canonicalName} from '../../cluster/kernel-specs.js'
import {isDead, type SessionRecord} from '../../cluster/model.js'
import {servicesOf} from '../../cluster/services.js'
import {admitImage, admitSession, ownerOf} from '../admission.js'
import {checked, type Actor, type Reply, type RequestContext} from '../context.js'
import {rootOf} from '../folder-lookup.js'
import {frozen, invalidParameters, sessionExists} from '../problems.js'
import type {Route} from '../router.js'
import {createSessionSchema, type CreateSessionRequest} from '../session-request.js'
import {withTemplate} from '../template-request.js'
import {requireTemplate} from './templates.js'

/** `POST /session`, its alias, and the same from a template. */
export const sessionCreateRoutes: readonly Route[] = [
  {method: 'POST', path: '/session', access: 'user', durable: true, handle: createSession},
  {method: 'POST', path: '/session/_/create', access: 'user', durable: true, handle: createSession},
  {
    ...{method: 'POST', path: '/session/_/create-from-template', access: 'user', durable: true},
    handle: createFromTemplate,
  },
]

async function createSession(context: RequestContext, actor: Actor): Promise<Reply> {
  return create(context, actor, await context.body(createSessionSchema))
}

const fromTemplate = z.looseObject({template_id: z.string().optional(), templateId: z.string().optional()})

async function createFromTemplate(context: RequestContext, actor: Actor): Promise<Reply> {
  const body = await context.body(fromTemplate)
  const template = requireTemplate(context, body.template_id ?? body.templateId ?? '')
  const project = context.cluster.state.projects.get(template.projectId)?.name
  return create(context, actor, checked(createSessionSchema, withTemplate(body, template.document, project)))
}

async function create(context: RequestContext, actor: Actor, request: CreateSessionRequest): Promise<Reply> {
  const {cluster} = context
  if (cluster.state.config.get('manager/status')?.value === 'frozen') throw frozen()
  const owner = ownerOf(cluster.state, actor, request.owner_access_key)
  if (request.type === 'inference')
    throw invalidParameters('Inference sessions are started by model services.')
  const now = cluster.options.now()
  const image = admitImage(cluster.state, owner, request)
  const existing = liveSession(context, owner, request.session_name)
  if (existing) return reuse(context, existing, {request, image: canonicalName(image)})
  const draft = admitSession(cluster.state, owner, {
    ...{request, image, now},
    rootOf: (folder) => rootOf(cluster, folder),
  })
  const session = cluster.enqueue(draft)
  const status = request.enqueue_only ? session.status : await startedStatus(context, session, request)
  return {
    status: 201,
    body: {
      sessionId: session.id,
      sessionName: session.name,
      status,
      servicePorts: status === 'RUNNING' ? servicesOf(cluster.state, session) : [],
      created: true,
    },
  }
}

function liveSession({cluster}: RequestContext, owner: Actor, name: string): SessionRecord | undefined {
  const id = cluster.state.sessionIndex.liveIdByName(owner.keypair.accessKey, name)
  return id === undefined ? undefined : cluster.state.sessions.get(id)
}

interface Wanted {
  request: CreateSessionRequest
  /** Full name. */
  image: string
}

function reuse({cluster}: RequestContext, existing: SessionRecord, {request, image}: Wanted): Reply {
  if (!request.reuse || existing.image !== image) {
    throw sessionExists({data: {existingSessionId: existing.id}})
  }
  const ports = existing.status === 'PENDING' ? null : servicesOf(cluster.state, existing)
  return {
    status: 201,
    body: {
      sessionId: existing.id,
      sessionName: existing.name,
      status: existing.status,
      service_ports: ports,
      servicePorts: ports,
      created: false,
    },
  }
}

/** Waits until the session runs or is over, at most as long as the request allows; 0 waits for ever. */
async function startedStatus(
  context: RequestContext,
  session: SessionRecord,
  request: CreateSessionRequest,
): Promise<string> {
  const gone = new AbortController()
  context.response.once('close', () => gone.abort())
  const limitMs = request.max_wait_seconds > 0 ? request.max_wait_seconds * 1000 : Infinity
  const reached = context.cluster.events.waitFor(
    session.id,
    ({status}) => status === 'RUNNING' || isDead(status),
    {limitMs, signal: gone.signal},
  )
  return (await reached)?.status ?? 'TIMEOUT'
}
