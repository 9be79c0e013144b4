import {randomUUID} from 'node:crypto'
import {z} from 'zod'
import {
  FOLDER_PERMISSIONS,
  type FolderInvitationRecord,
  type FolderPermission,
  type FolderRecord,
} from '../../cluster/folder-record.js'
import {dashed, foldersOf} from '../../cluster/folders.js'
import {timestamp} from '../../cluster/model.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {requireFolder, requireOwnFolder} from '../folder-lookup.js'
import {unknownInvitation} from '../folder-problems.js'
import {forbidden, invalidParameters} from '../problems.js'
import type {Route} from '../router.js'

const permission = z.enum(FOLDER_PERMISSIONS)

/** Storage folders that several people use: invitations, and what came of them. */
export const folderSharingRoutes: readonly Route[] = [
  {method: 'POST', path: '/folders/:folder/invite', access: 'user', durable: true, handle: invite},
  {method: 'POST', path: '/folders/:folder/leave', access: 'user', durable: true, handle: leave},
  {method: 'POST', path: '/folders/:folder/share', access: 'user', durable: true, handle: shareByForce},
  {method: 'GET', path: '/folders/invitations/list', access: 'user', handle: received},
  {method: 'GET', path: '/folders/invitations/list-sent', access: 'user', handle: sent},
  {method: 'POST', path: '/folders/invitations/accept', access: 'user', durable: true, handle: accept},
  {method: 'POST', path: '/folders/invitations/delete', access: 'user', durable: true, handle: remove},
  {method: 'DELETE', path: '/folders/invitations/delete', access: 'user', durable: true, handle: remove},
  {method: 'GET', path: '/folders/_/shared', access: 'user', handle: shared},
  {method: 'POST', path: '/folders/_/shared', access: 'user', durable: true, handle: changeShare},
]

const inviteBody = z
  .looseObject({
    perm: permission.optional(),
    permission: permission.optional(),
    emails: z.array(z.string()).optional(),
    user_ids: z.array(z.string()).optional(),
  })
  .transform((body) => ({
    permission: body.perm ?? body.permission ?? ('rw' as const),
    emails: body.emails ?? body.user_ids ?? [],
  }))

/** Who is not known, is the owner, or has it already is left out of the answer. */
async function invite(context: RequestContext, actor: Actor): Promise<Reply> {
  const {state, options} = context.cluster
  const {folder, isOwner} = requireFolder(context, actor)
  if (!isOwner || folder.userId === null) throw forbidden('Insufficient permission to perform this operation')
  const body = await context.body(inviteBody)
  const invited = state.users.filter(
    ({id, email}) =>
      body.emails.includes(email) &&
      id !== folder.userId &&
      !folder.shares.some(({userId}) => userId === id) &&
      !state.folderInvitations.find(({folderId, inviteeId}) => folderId === folder.id && inviteeId === id),
  )
  for (const {id: inviteeId} of invited) {
    state.folderInvitations.put({
      id: randomUUID(),
      folderId: folder.id,
      inviterId: actor.user.id,
      inviteeId,
      permission: body.permission,
      createdAt: timestamp(options.now()),
    })
  }
  return {status: 201, body: {invited_ids: invited.map(({email}) => email)}}
}

/** Without an invitation only project folders are given to people, which there is no right to here. */
function shareByForce(): never {
  throw forbidden()
}

function leave(context: RequestContext, actor: Actor): Reply {
  const {folder, isOwner} = requireFolder(context, actor)
  if (isOwner) throw invalidParameters('Cannot leave a vfolder that you own.')
  setShare(context, folder, {userId: actor.user.id, permission: null})
  return ok({msg: 'left the shared vfolder'})
}

function received(context: RequestContext, {user}: Actor): Reply {
  const own = context.cluster.state.folderInvitations.filter(({inviteeId}) => inviteeId === user.id)
  return ok({invitations: own.map((one) => invitationBody(context, one))})
}

function sent(context: RequestContext, {user}: Actor): Reply {
  const own = context.cluster.state.folderInvitations.filter(({inviterId}) => inviterId === user.id)
  return ok({invitations: own.map((one) => invitationBody(context, one))})
}

function invitationBody({cluster}: RequestContext, one: FolderInvitationRecord): Record<string, unknown> {
  const {users, folders} = cluster.state
  return {
    id: one.id,
    inviter: users.get(one.inviterId)?.email ?? '',
    invitee: users.get(one.inviteeId)?.email ?? '',
    perm: one.permission,
    state: 'pending',
    created_at: one.createdAt,
    modified_at: 'None',
    vfolder_id: one.folderId,
    vfolder_name: folders.get(one.folderId)?.name ?? '',
  }
}

async function accept(context: RequestContext, {user}: Actor): Promise<Reply> {
  const {inv_id: id} = await context.body(z.looseObject({inv_id: z.string()}))
  const {state} = context.cluster
  const invitation = state.folderInvitations.get(id)
  const folder = state.folders.get(invitation?.folderId ?? '')
  if (!folder || invitation?.inviteeId !== user.id) throw unknownInvitation()
  setShare(context, folder, {userId: user.id, permission: invitation.permission})
  state.folderInvitations.delete(id)
  return ok({msg: ''})
}

/** Who was invited declines; who invited takes it back. */
async function remove(context: RequestContext, {user}: Actor): Promise<Reply> {
  const {inv_id: id} = await context.body(z.looseObject({inv_id: z.string()}))
  const {folderInvitations} = context.cluster.state
  const invitation = folderInvitations.get(id)
  if (invitation?.inviteeId !== user.id && invitation?.inviterId !== user.id) throw unknownInvitation()
  folderInvitations.delete(id)
  return ok({msg: ''})
}

function shared({cluster}: RequestContext, {user}: Actor): Reply {
  const {state} = cluster
  return ok({
    shared: foldersOf(state, user).flatMap(({folder}) =>
      folder.shares.map((share) => ({
        vfolder_id: folder.id,
        vfolder_name: folder.name,
        status: folder.status,
        owner: folder.userId,
        type: folder.projectId === null ? 'user' : 'group',
        shared_to: {uuid: share.userId, email: state.users.get(share.userId)?.email ?? ''},
        perm: share.permission,
      })),
    ),
  })
}

const changeBody = z.looseObject({
  vfolder: z.string(),
  user: z.string(),
  perm: permission.nullish(),
})

/** Changes what somebody may do with a shared folder; without a permission nothing any more. */
async function changeShare(context: RequestContext, actor: Actor): Promise<Reply> {
  const {vfolder, user, perm} = await context.body(changeBody)
  const folder = requireOwnFolder(context, actor, vfolder)
  const userId = dashed(user)
  if (!folder.shares.some((share) => share.userId === userId)) throw unknownInvitation()
  setShare(context, folder, {userId, permission: perm ?? null})
  return ok({msg: ''})
}

function setShare(
  {cluster}: RequestContext,
  folder: FolderRecord,
  share: {userId: string; permission: FolderPermission | null},
): void {
  const others = folder.shares.filter(({userId}) => userId !== share.userId)
  const {userId} = share
  const own = share.permission === null ? [] : [{userId, permission: share.permission}]
  cluster.state.folders.patch(folder.id, {shares: [...others, ...own]})
}
