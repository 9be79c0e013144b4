import {randomBytes} from 'node:crypto'
import {z} from 'zod'
import {hashPassword, isPassword} from '../../cluster/accounts.js'
import {timestamp} from '../../cluster/model.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {authFailed, invalidParameters, notFound} from '../problems.js'
import type {Route} from '../router.js'

const authorizeSchema = z.looseObject({
  type: z.enum(['keypair', 'jwt']),
  domain: z.string(),
  username: z.string(),
  password: z.string(),
})

const updatePasswordSchema = z.looseObject({
  old_password: z.string(),
  new_password: z.string(),
  new_password2: z.string(),
})

/** Who one is, and logging in with e-mail and password. */
export const authRoutes: readonly Route[] = [
  {method: 'GET', path: '/auth', access: 'user', handle: () => ok({authorized: 'yes', echo: ''})},
  {method: 'POST', path: '/auth', access: 'user', handle: echo},
  {method: 'GET', path: '/auth/test', access: 'user', handle: () => ok({authorized: 'yes', echo: ''})},
  {method: 'POST', path: '/auth/test', access: 'user', handle: echo},
  {method: 'GET', path: '/auth/role', access: 'user', handle: role},
  {method: 'POST', path: '/auth/authorize', access: 'anyone', handle: authorize},
  {method: 'POST', path: '/auth/update-password', access: 'user', durable: true, handle: updatePassword},
]

async function echo(context: RequestContext): Promise<Reply> {
  const body = await context.body(z.looseObject({echo: z.string().default('')}))
  return ok({authorized: 'yes', echo: body.echo})
}

function role(context: RequestContext, actor: Actor): Reply {
  const projectId = context.query.get('group')
  const project = projectId === null ? undefined : context.cluster.state.projects.get(projectId)
  if (projectId !== null && !project?.memberIds.includes(actor.user.id)) {
    throw notFound('project (user group)', 'backendai', 'No such project or you are not the member of it.')
  }
  return ok({
    global_role: actor.user.role === 'superadmin' ? 'superadmin' : 'user',
    domain_role: actor.user.role === 'superadmin' || actor.user.role === 'admin' ? 'admin' : 'user',
    group_role: project ? 'user' : null,
  })
}

async function authorize(context: RequestContext): Promise<Reply> {
  const body = await context.body(authorizeSchema)
  if (body.type !== 'keypair') throw invalidParameters('Unsupported authorization type')
  const {state} = context.cluster
  const user = state.users.find(
    ({email, username, domain}) =>
      domain === body.domain && (email === body.username || username === body.username),
  )
  const keypair = user && state.keypairs.get(user.mainAccessKey)
  if (user?.status !== 'active' || !keypair || !isPassword(body.password, user.passwordHash)) {
    throw authFailed('User credential mismatch.')
  }
  return ok({
    data: {
      response_type: 'success',
      access_key: keypair.accessKey,
      secret_key: keypair.secretKey,
      role: user.role,
      status: user.status,
      session_token: randomBytes(16).toString('hex'),
      type: 'keypair',
    },
  })
}

async function updatePassword(context: RequestContext, actor: Actor): Promise<Reply> {
  const body = await context.body(updatePasswordSchema)
  if (body.new_password !== body.new_password2) {
    return {status: 400, body: {error_msg: 'new password mismatch'}}
  }
  if (!isPassword(body.old_password, actor.user.passwordHash)) throw authFailed('Old password mismatch')
  context.cluster.state.users.patch(actor.user.id, {
    passwordHash: hashPassword(body.new_password),
    modifiedAt: timestamp(context.cluster.options.now()),
  })
  return ok({})
}
