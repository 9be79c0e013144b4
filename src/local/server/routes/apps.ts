import {join} from 'node:path'
import {z} from 'zod'
import {PERMIT_COOKIE} from '../../apps/circuit.js'
import type {AppProxy} from '../../apps/app-proxy.js'
import type {AppTarget} from '../../apps/connect-app.js'
import {servicesOf, type SessionService} from '../../cluster/services.js'
import {hostKey} from '../../ssh/keys.js'
import {noContent, ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {malformedParameters, notFound} from '../problems.js'
import type {Route} from '../router.js'
import {requireKernel, type KernelOfSession} from '../running-kernel.js'
import {requireLiveSession} from '../session-lookup.js'

const startSchema = z.looseObject({
  app: z.string(),
  port: z.int().min(1024).max(65_535).nullish(),
})
const openSchema = z.looseObject({token: z.string(), session_id: z.string()})
/** Where the desktop helper of older installations listens; clients only read the gateway from such an address. */
const TCP_HELPER = 'http://localhost:45678/start'
const PERMIT_SECONDS = 7 * 24 * 3600

/** Apps of sessions: what there is, and the app proxy that opens them, which in an installation is a server of its own. */
export function appRoutes(proxy: AppProxy): readonly Route[] {
  return [
    {method: 'GET', path: '/stream/session/:session/apps', access: 'user', handle: list},
    {
      method: 'POST',
      path: '/session/:session/start-service',
      access: 'user',
      handle: (context, actor) => start(context, actor, proxy),
    },
    {method: 'POST', path: '/session/:session/shutdown-service', access: 'user', handle: shutDown},
    {method: 'GET', path: '/v2/proxy/:token/:session/add', access: 'anyone', handle: add},
    {method: 'GET', path: '/v2/proxy/auth', access: 'anyone', handle: (context) => open(context, proxy)},
    {method: 'GET', path: '/setup', access: 'anyone', handle: (context) => setUp(context, proxy)},
  ]
}

/** The app a request names, with the port that is meant. @throws Problem 400 for a port it does not have, 404 */
export async function requireApp(
  {cluster}: RequestContext,
  {session, kernel}: KernelOfSession,
  {app, port}: {app: string; port?: number | null | undefined},
): Promise<{service: SessionService; target: AppTarget}> {
  const service = servicesOf(cluster.state, session).find(({name}) => name === app)
  if (!service) throw notFound('app service', 'backendai', `${session.name}:${app}`)
  const chosen = port ?? service.ports[0] ?? 0
  if (!service.ports.includes(chosen)) throw malformedParameters(`The app ${app} has no port ${chosen}.`)
  const key = await hostKey(join(cluster.options.folder, 'ssh_host_key'))
  return {service, target: {kernel, app, port: chosen, hostKey: key}}
}

function list(context: RequestContext, actor: Actor): Reply {
  const {state} = context.cluster
  return ok(servicesOf(state, requireLiveSession(state, actor, context.param('session'))))
}

async function start(context: RequestContext, actor: Actor, proxy: AppProxy): Promise<Reply> {
  const asked = await context.body(startSchema)
  const found = requireKernel(context, actor)
  const {service, target} = await requireApp(context, found, asked)
  const token = proxy.grant({
    sessionId: found.session.id,
    userId: actor.user.id,
    target,
    protocol: service.protocol,
  })
  return ok({token, wsproxy_addr: context.url.origin})
}

/** What a session's own program listens on is that program's to close. */
function shutDown(context: RequestContext, actor: Actor): Reply {
  const {service_name: name} = context.parseQuery(z.looseObject({service_name: z.string()}))
  const {session} = requireKernel(context, actor)
  if (!servicesOf(context.cluster.state, session).some((service) => service.name === name)) {
    throw notFound('app service', 'backendai', `${session.name}:${name}`)
  }
  return noContent()
}

/** The older way in: it only tells the address of the newer one. */
function add(context: RequestContext): Reply {
  const url = new URL('/v2/proxy/auth', context.url.origin)
  for (const [name, value] of context.query) url.searchParams.set(name, value)
  url.searchParams.set('token', context.param('token'))
  url.searchParams.set('session_id', context.param('session'))
  return ok({code: 200, url: url.href})
}

/** Programs are told where to go, browsers are sent there. */
async function open(context: RequestContext, proxy: AppProxy): Promise<Reply | undefined> {
  const {token, session_id: sessionId} = context.parseQuery(openSchema)
  const opened = await proxy.open(token, sessionId)
  if (!opened) throw notFound('token', 'backendai', 'The token is unknown, or its session has ended.')
  const url = new URL('/setup', context.url.origin)
  url.searchParams.set('token', opened.ticket)
  if (context.request.headers.accept?.includes('application/json') === true) {
    return ok({redirect_url: url.href, reuse: opened.reuse})
  }
  context.response.writeHead(308, {Location: url.href}).end()
  return undefined
}

function setUp(context: RequestContext, proxy: AppProxy): Reply | undefined {
  const ticket = context.query.get('token') ?? ''
  const admission = proxy.admit(ticket)
  if (!admission) throw notFound('token', 'backendai', 'The token is unknown, or its session has ended.')
  const {hostname} = context.url
  if (admission.kind === 'tcp') {
    const gateway = encodeURIComponent(`tcp://${hostname}:${admission.port}`)
    const uri = `${TCP_HELPER}?directTCP=true&auth=${ticket}&proto=tcp&gateway=${gateway}`
    return ok({redirect: uri, redirectURI: uri})
  }
  const cookie = `${PERMIT_COOKIE}=${admission.permit}; HttpOnly; Max-Age=${PERMIT_SECONDS}; Path=/; SameSite=Lax`
  context.response
    .writeHead(302, {
      Location: `http://${hostname}:${admission.port}`,
      'Set-Cookie': cookie,
      'Cache-Control': 'no-store',
    })
    .end()
  return undefined
}
