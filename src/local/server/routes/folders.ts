import {randomUUID} from 'node:crypto'
import {mkdir, rm} from 'node:fs/promises'
import {z} from 'zod'
import {FOLDER_PERMISSIONS, type FolderRecord} from '../../cluster/folder-record.js'
import {foldersOf, quotaScopeOf, sessionsWith, VOLUME, type FolderAccess} from '../../cluster/folders.js'
import {timestamp} from '../../cluster/model.js'
import {measure} from '../../storage/folder-files.js'
import {isAdmin} from '../auth.js'
import {noContent, ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {folderNamed, requireFolder, requireOwnFolder, rootOf} from '../folder-lookup.js'
import {folderMounted, wrongFolderStatus} from '../folder-problems.js'
import {forbidden, invalidParameters, projectNotFound} from '../problems.js'
import type {Route} from '../router.js'

/** Storage folders themselves. */
export const folderRoutes: readonly Route[] = [
  {method: 'POST', path: '/folders', access: 'user', durable: true, handle: create},
  {method: 'GET', path: '/folders', access: 'user', handle: list},
  {method: 'DELETE', path: '/folders', access: 'user', durable: true, handle: trashById},
  {method: 'GET', path: '/folders/:folder', access: 'user', handle: info},
  {method: 'DELETE', path: '/folders/:folder', access: 'user', durable: true, handle: trashByName},
  {method: 'GET', path: '/folders/_/hosts', access: 'user', handle: hosts},
  {method: 'GET', path: '/folders/_/id', access: 'user', handle: idOf},
  {method: 'GET', path: '/folders/_/allowed-types', access: 'user', handle: () => ok(['group', 'user'])},
  {method: 'POST', path: '/folders/restore-from-trash-bin', access: 'user', durable: true, handle: restore},
  {method: 'POST', path: '/folders/delete-from-trash-bin', access: 'user', durable: true, handle: purge},
]

const newFolder = z.looseObject({
  name: z.string(),
  host: z.string().nullish(),
  group: z.string().nullish(),
  usage_mode: z.enum(['general', 'model', 'data']).default('general'),
  permission: z.enum(FOLDER_PERMISSIONS).default('rw'),
  cloneable: z.boolean().default(false),
})

async function create(context: RequestContext, actor: Actor): Promise<Reply> {
  const {cluster} = context
  const body = await context.body(newFolder)
  if (body.host && body.host !== VOLUME) throw invalidParameters(`Not allowed vfolder host: ${body.host}`)
  const project = cluster.state.projects.find(({id}) => id === body.group)
  if (body.group) {
    if (!project?.memberIds.includes(actor.user.id)) throw projectNotFound()
    if (!isAdmin(actor)) throw forbidden('no permission')
  }
  const owner = {userId: project ? null : actor.user.id, projectId: project?.id ?? null}
  const isTaken = cluster.state.folders.find(
    (one) => one.name === body.name && one.userId === owner.userId && one.projectId === owner.projectId,
  )
  if (isTaken) throw invalidParameters(`VFolder with the given name already exists. (${body.name})`)
  const folder: FolderRecord = {
    id: randomUUID(),
    name: body.name,
    ...owner,
    creator: actor.user.email,
    usageMode: body.usage_mode,
    permission: body.permission,
    cloneable: body.cloneable,
    status: 'ready',
    createdAt: timestamp(cluster.options.now()),
    shares: [],
  }
  await mkdir(rootOf(cluster, folder), {recursive: true, mode: 0o755})
  cluster.state.folders.put(folder)
  return {status: 201, body: itemOf({folder, permission: folder.permission, isOwner: true})}
}

function list({cluster}: RequestContext, {user}: Actor): Reply {
  return ok(foldersOf(cluster.state, user).map(itemOf))
}

/** Lists write the id without dashes. */
function itemOf({folder, permission, isOwner}: FolderAccess): Record<string, unknown> {
  return {
    id: folder.id.replaceAll('-', ''),
    name: folder.name,
    quota_scope_id: quotaScopeOf(folder),
    host: VOLUME,
    usage_mode: folder.usageMode,
    created_at: folder.createdAt,
    permission,
    creator: folder.creator,
    ownership_type: folder.projectId === null ? 'user' : 'group',
    user: folder.userId,
    group: folder.projectId,
    cloneable: folder.cloneable,
    status: folder.status,
    is_owner: isOwner,
    max_size: 0,
    user_email: '',
    group_name: '',
    type: '',
    max_files: 0,
    cur_size: 0,
  }
}

async function info(context: RequestContext, actor: Actor): Promise<Reply> {
  const access = requireFolder(context, actor)
  const {files, bytes} = await measure(rootOf(context.cluster, access.folder))
  return ok({
    ...itemOf(access),
    type: access.folder.projectId === null ? 'user' : 'group',
    last_used: access.folder.createdAt,
    numFiles: files,
    used_bytes: bytes,
  })
}

/** The name comes in the body, of a GET. */
async function idOf(context: RequestContext, actor: Actor): Promise<Reply> {
  const named = z.looseObject({vfolder_name: z.string().optional(), name: z.string().optional()})
  const {vfolder_name: long, name = long ?? ''} = await context.body(named)
  const {folder} = folderNamed(context.cluster, actor, name)
  return ok({id: folder.id, name: folder.name})
}

function hosts(): Reply {
  const volume = {backend: 'vfs', capabilities: ['vfolder'], usage: {percentage: 0}, sftp_scaling_groups: []}
  return ok({default: VOLUME, allowed: [VOLUME], volume_info: {[VOLUME]: volume}})
}

const byId = z
  .looseObject({id: z.string().optional(), vfolderId: z.string().optional()})
  .transform(({id, vfolderId}) => id ?? vfolderId ?? '')

async function trashById(context: RequestContext, actor: Actor): Promise<Reply> {
  return trash(context, requireOwnFolder(context, actor, await context.body(byId)))
}

function trashByName(context: RequestContext, actor: Actor): Reply {
  const {folder, isOwner} = requireFolder(context, actor)
  if (!isOwner) throw forbidden('Insufficient permission to perform this operation')
  return trash(context, folder)
}

function trash({cluster}: RequestContext, {id, status}: FolderRecord): Reply {
  const users = sessionsWith(cluster.state, id)
  if (users.length > 0) throw folderMounted(id, users)
  if (status !== 'ready') throw wrongFolderStatus(`The folder ${id} is in the trash already.`)
  cluster.state.folders.patch(id, {status: 'delete-pending'})
  return noContent()
}

async function restore(context: RequestContext, actor: Actor): Promise<Reply> {
  const {id, status} = requireOwnFolder(context, actor, await context.body(byId))
  if (status !== 'delete-pending') throw wrongFolderStatus(`The folder ${id} is not in the trash.`)
  context.cluster.state.folders.patch(id, {status: 'ready'})
  return noContent()
}

async function purge(context: RequestContext, actor: Actor): Promise<Reply> {
  const {cluster} = context
  const folder = requireOwnFolder(context, actor, await context.body(byId))
  if (folder.status !== 'delete-pending') {
    throw wrongFolderStatus(`Its status (${folder.status}) is not purgable. Soft-delete it first.`)
  }
  await rm(rootOf(cluster, folder), {recursive: true, force: true})
  for (const {id} of cluster.state.folderInvitations.filter(({folderId}) => folderId === folder.id)) {
    cluster.state.folderInvitations.delete(id)
  }
  cluster.state.folders.delete(folder.id)
  return noContent()
}
