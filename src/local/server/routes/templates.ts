import {randomUUID} from 'node:crypto'
import {z} from 'zod'
import {templateDocumentSchema} from '../../../sdk/schemas/template.js'
import {dashed} from '../../cluster/folders.js'
import {timestamp, type ProjectRecord} from '../../cluster/model.js'
import type {TemplateRecord} from '../../cluster/template-record.js'
import {ownerOf} from '../admission.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {internalError, invalidParameters, notFound} from '../problems.js'
import type {Route} from '../router.js'

/** Session templates. Whose one is matters to nobody: everybody may see, change and remove each. */
export const templateRoutes: readonly Route[] = [
  {method: 'POST', path: '/template/session', access: 'user', durable: true, handle: create},
  {method: 'GET', path: '/template/session', access: 'user', handle: list},
  {method: 'GET', path: '/template/session/:template', access: 'user', handle: get},
  {method: 'PUT', path: '/template/session/:template', access: 'user', durable: true, handle: update},
  {method: 'DELETE', path: '/template/session/:template', access: 'user', durable: true, handle: remove},
]

const written = z.looseObject({
  payload: z.string(),
  group: z.string().optional(),
  group_name: z.string().optional(),
  domain: z.string().optional(),
  domain_name: z.string().optional(),
  owner_access_key: z.string().nullish(),
})
const items = z.array(
  z.looseObject({
    template: templateDocumentSchema,
    name: z.string().nullish(),
    group_id: z.string().nullish(),
    user_uuid: z.string().nullish(),
  }),
)

/** What may be said of a template that is written. */
type Written = Pick<TemplateRecord, 'name' | 'projectId' | 'userId' | 'domain' | 'document'>

async function create(context: RequestContext, actor: Actor): Promise<Reply> {
  const {state, options} = context.cluster
  const made = (await readItems(context, actor)).map((item) =>
    state.templates.put({id: randomUUID(), createdAt: timestamp(options.now()), ...item}),
  )
  return ok(made.map(({id, userId}) => ({id: withoutDashes(id), user: userId})))
}

function list({cluster: {state}}: RequestContext, {user}: Actor): Reply {
  return ok(
    [...state.templates.values()].map((template) => ({
      name: template.name,
      id: withoutDashes(template.id),
      created_at: template.createdAt,
      is_owner: template.userId === user.id,
      user: template.userId,
      group: template.projectId,
      user_email: state.users.get(template.userId)?.email ?? null,
      group_name: state.projects.get(template.projectId)?.name ?? null,
      domain_name: user.domain,
      type: 'task',
      template: template.document,
    })),
  )
}

function get(context: RequestContext, {user}: Actor): Reply {
  const {document: template, name, userId, projectId} = requireTemplate(context, context.param('template'))
  return ok({template, name, user_uuid: userId, group_id: projectId, domain_name: user.domain})
}

async function update(context: RequestContext, actor: Actor): Promise<Reply> {
  const {id} = requireTemplate(context, context.param('template'))
  for (const item of await readItems(context, actor)) context.cluster.state.templates.patch(id, item)
  return ok({success: true})
}

function remove(context: RequestContext): Reply {
  const {id} = requireTemplate(context, context.param('template'))
  context.cluster.state.templates.delete(id)
  return ok({success: true})
}

/** The template that an id names, with or without its dashes. @throws Problem 404 */
export function requireTemplate({cluster}: RequestContext, id: string): TemplateRecord {
  const found = cluster.state.templates.get(dashed(id))
  if (found) return found
  throw notFound('task template', 'template', {})
}

/** @throws Problem 400 for a project the caller is not in, 500 for a wrong document: managers say no more of it */
async function readItems(context: RequestContext, actor: Actor): Promise<Written[]> {
  const body = await context.body(written)
  const {user} = ownerOf(context.cluster.state, actor, body.owner_access_key)
  const domain = body.domain ?? body.domain_name ?? 'default'
  const name = body.group ?? body.group_name ?? 'default'
  const project = context.cluster.state.projects.find(
    (one) => one.name === name && one.domain === domain && one.isActive,
  )
  if (!project) throw invalidParameters(`No active group named '${name}' exists in domain '${domain}'`)
  if (!mayUse(project, user)) throw invalidParameters('Invalid group')
  const parsed = items.safeParse(await fromText(body.payload))
  if (!parsed.success) throw internalError()
  return parsed.data.map((item) => ({
    name: item.name ?? item.template.metadata.name,
    projectId: item.group_id ?? project.id,
    userId: item.user_uuid ?? user.id,
    domain,
    document: item.template,
  }))
}

function mayUse(project: ProjectRecord, user: Actor['user']): boolean {
  return user.role === 'superadmin' || project.memberIds.includes(user.id)
}

/** JSON or YAML. */
async function fromText(text: string): Promise<unknown> {
  const {parse} = await import('yaml')
  try {
    return parse(text)
  } catch {
    throw invalidParameters('Malformed payload')
  }
}

function withoutDashes(id: string): string {
  return id.replaceAll('-', '')
}
