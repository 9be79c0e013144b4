import {z} from 'zod'
import {imageRecord, putImage} from '../../cluster/images.js'
import {canonicalName, findImage} from '../../cluster/kernel-specs.js'
import {isDead, type ImageRecord} from '../../cluster/model.js'
import {hostArchitecture} from '../../cluster/topology.js'
import {noContent, ok, type Reply, type RequestContext} from '../context.js'
import {Problem, unknownImage} from '../problems.js'
import type {Route} from '../router.js'

const newImageSchema = z.object({
  name: z.string().min(1),
  tag: z.string().min(1),
  folder: z.string().min(1),
  labels: z.record(z.string(), z.string()),
})

/** Images of this machine. No manager has these routes: there, images come from registries. */
export const localImageRoutes: readonly Route[] = [
  {method: 'GET', path: '/local/images', access: 'superadmin', handle: list},
  {method: 'POST', path: '/local/images', access: 'superadmin', durable: true, handle: add},
  {method: 'DELETE', path: '/local/images', access: 'superadmin', durable: true, handle: remove},
]

function list({cluster: {state}}: RequestContext): Reply {
  return ok({images: [...state.images.values()].map(shown)})
}

async function add(context: RequestContext): Promise<Reply> {
  const {name, tag, folder, labels} = await context.body(newImageSchema)
  const {state, options} = context.cluster
  const aliases = [name, `${name}:${tag}`]
  const record = imageRecord({name, tag, folder, labels, aliases, now: options.now()})
  return {status: 201, body: shown(putImage(state, record))}
}

/** The files stay where they are. @throws Problem 404, 409 while sessions need it */
function remove(context: RequestContext): Reply {
  const {reference} = context.parseQuery(z.looseObject({reference: z.string()}))
  const {state} = context.cluster
  const image = findImage(state, reference, hostArchitecture())
  if (!image) throw unknownImage(reference, hostArchitecture())
  const users = state.sessions.filter(
    (session) => session.image === canonicalName(image) && !isDead(session.status),
  )
  if (users.length > 0) throw inUse(users.map(({name}) => name))
  state.images.delete(image.id)
  return noContent()
}

function inUse(sessions: readonly string[]): Problem {
  return new Problem(
    {status: 409, slug: 'image-in-use', title: 'The image is in use.', errorCode: 'image_delete_conflict'},
    {msg: `Sessions that use it: ${sessions.join(', ')}`, data: {sessions}},
  )
}

function shown(image: ImageRecord): Record<string, unknown> {
  const {aliases, folder, labels, createdAt} = image
  return {reference: canonicalName(image), aliases, folder, labels, createdAt}
}
