import {z} from 'zod'
import {isOpenTo} from '../../cluster/tenants.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {notFound} from '../problems.js'
import type {Route} from '../router.js'

/** Resource groups and settings of one's account. */
export const accountRoutes: readonly Route[] = [
  {method: 'GET', path: '/scaling-groups', access: 'user', handle: scalingGroups},
  {method: 'GET', path: '/scaling-groups/:name/wsproxy-version', access: 'user', handle: proxyVersion},
  {method: 'GET', path: '/acl', access: 'user', handle: () => ok({vfolder_host_permission_list: []})},
  {method: 'GET', path: '/user-config/dotfiles', access: 'user', handle: () => ok([])},
]

function scalingGroups(context: RequestContext, {user}: Actor): Reply {
  const {group: wanted} = context.parseQuery(z.looseObject({group: z.string()}))
  const {scalingGroups: groups, projects} = context.cluster.state
  // Managers list what is open to the domain for a project that does not exist, too.
  const projectId = projects.find(({name, id}) => name === wanted || id === wanted)?.id
  const open = groups.filter((group) => isOpenTo(group, {domain: user.domain, projectId}))
  return ok({scaling_groups: open.map(({name}) => ({name}))})
}

/** Apps are reached through the cluster itself, which speaks as the newer proxies do. */
function proxyVersion(context: RequestContext): Reply {
  const name = context.param('name')
  if (!context.cluster.state.scalingGroups.get(name)) throw notFound('scaling group', 'backendai', {})
  return ok({wsproxy_version: 'v2'})
}
