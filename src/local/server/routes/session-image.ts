import {z} from 'zod'
import {convertSession} from '../../cluster/convert-session.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {invalidParameters} from '../problems.js'
import type {Route} from '../router.js'
import {requireLiveSession} from '../session-lookup.js'

const imagifySchema = z.looseObject({
  image_name: z.string().regex(/^[a-zA-Z0-9.\-_]+$/),
  image_visibility: z.literal('user').default('user'),
})

/** Sessions that become images. */
export const sessionImageRoutes: readonly Route[] = [
  {method: 'POST', path: '/session/:session/imagify', access: 'user', handle: imagify},
]

/** Only the caller's own sessions, as on a manager: the image is the caller's. */
async function imagify(context: RequestContext, actor: Actor): Promise<Reply> {
  const {cluster} = context
  const {image_name: name} = await context.body(imagifySchema)
  const session = requireLiveSession(cluster.state, actor, context.param('session'))
  if (cluster.runtime.name !== 'docker') {
    throw invalidParameters(
      'Project not ready to convert session image (registry configuration not populated)',
    )
  }
  const taskId = cluster.tasks.start(async () => {
    const image = await convertSession(cluster, {session, name, owner: actor.user})
    return JSON.stringify({image_id: image.id})
  })
  return ok({task_id: taskId})
}
