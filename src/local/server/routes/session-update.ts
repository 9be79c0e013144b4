import {z} from 'zod'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import type {Route} from '../router.js'
import {requireSession} from '../session-lookup.js'

/** Changing a session by the newer API. A manager of 26.8 takes the tag and forgets it; here it holds. */
export const sessionUpdateRoutes: readonly Route[] = [
  {method: 'PATCH', path: '/v2/sessions/:session', access: 'user', durable: true, handle: update},
]

async function update(context: RequestContext, actor: Actor): Promise<Reply> {
  const {tag} = await context.body(z.looseObject({tag: z.string().max(64).nullish()}))
  const {state} = context.cluster
  const id = context.param('session')
  const others = actor.user.role === 'superadmin' ? state.sessions.get(id) : undefined
  const session = others ?? requireSession(state, actor, id)
  const changed = typeof tag === 'string' ? state.sessions.patch(session.id, {tag}) : undefined
  return ok({session: {id: session.id, metadata: {name: session.name, tag: (changed ?? session).tag}}})
}
