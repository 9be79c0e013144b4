import {z} from 'zod'
import {isOccupying} from '../../cluster/model.js'
import {noContent, ok, type Reply, type RequestContext} from '../context.js'
import type {Route} from '../router.js'
import {API_VERSION, MANAGER_VERSION} from '../version.js'

/** The manager about itself. */
export const managerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    access: 'anyone',
    handle: () => ok({version: API_VERSION, manager: MANAGER_VERSION}),
  },
  {
    method: 'GET',
    path: '/health',
    access: 'anyone',
    handle: () => ok({status: 'ok', version: MANAGER_VERSION}),
  },
  {method: 'GET', path: '/manager/status', access: 'anyone', handle: status},
  {method: 'PUT', path: '/manager/status', access: 'superadmin', durable: true, handle: setStatus},
  {method: 'GET', path: '/manager/announcement', access: 'anyone', handle: announcement},
  {method: 'POST', path: '/manager/announcement', access: 'superadmin', durable: true, handle: announce},
]

function status({cluster, request}: RequestContext): Reply {
  const active = [...cluster.state.sessionIndex.occupying.values()].filter((s) =>
    isOccupying(s.status),
  ).length
  const state = cluster.state.config.get('manager/status')?.value ?? 'running'
  const [, major, date] = /^v(\d+)\.(\d+)$/.exec(API_VERSION) ?? []
  const node = {
    id: 'i-local',
    num_proc: 1,
    service_addr: request.headers.host ?? '',
    heartbeat_timeout: 40,
    ssl_enabled: false,
    active_sessions: active,
    status: state,
    version: MANAGER_VERSION,
    api_version: [Number(major), date],
  }
  return ok({nodes: [node], status: state, active_sessions: active})
}

async function setStatus(context: RequestContext): Promise<Reply> {
  const schema = z.looseObject({
    status: z.enum(['running', 'frozen']),
    force_kill: z.boolean().default(false),
  })
  const body = await context.body(schema)
  const {state, lifecycle} = context.cluster
  state.config.put({key: 'manager/status', value: body.status})
  if (body.status === 'frozen' && body.force_kill) {
    for (const id of state.sessionIndex.occupying.keys()) {
      void lifecycle.end(id, {info: 'force-terminated', forced: true})
    }
  }
  return noContent()
}

function announcement({cluster}: RequestContext): Reply {
  const {config} = cluster.state
  return ok({
    enabled: config.get('manager/announcement/enabled')?.value === 'true',
    message: config.get('manager/announcement/message')?.value ?? '',
  })
}

async function announce(context: RequestContext): Promise<Reply> {
  const schema = z.looseObject({enabled: z.boolean().default(true), message: z.string().default('')})
  const body = await context.body(schema)
  const {config} = context.cluster.state
  config.put({key: 'manager/announcement/enabled', value: String(body.enabled)})
  config.put({key: 'manager/announcement/message', value: body.message})
  return noContent()
}
