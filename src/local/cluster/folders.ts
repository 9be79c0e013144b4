import type {FolderPermission, FolderRecord} from './folder-record.js'
import {isDead, type UserRecord} from './model.js'
import type {ClusterState} from './state.js'

/** The one volume there is. */
export const VOLUME = 'local:volume1'

/** Whose storage a folder counts as. */
export function quotaScopeOf({userId, projectId}: FolderRecord): string {
  return projectId === null ? `user:${userId}` : `project:${projectId}`
}

/** A folder as one user sees it. */
export interface FolderAccess {
  folder: FolderRecord
  permission: FolderPermission
  isOwner: boolean
}

/** What a user may do with a folder; undefined when it is none of the user's business. */
export function accessTo(
  state: ClusterState,
  user: UserRecord,
  folder: FolderRecord,
): FolderAccess | undefined {
  if (folder.userId === user.id) return {folder, permission: folder.permission, isOwner: true}
  const share = folder.shares.find(({userId}) => userId === user.id)
  if (share) return {folder, permission: share.permission, isOwner: false}
  const project = folder.projectId === null ? undefined : state.projects.get(folder.projectId)
  if (!project?.memberIds.includes(user.id)) return undefined
  return {folder, permission: folder.permission, isOwner: user.role !== 'user'}
}

/** Every folder that a user has something to do with. */
export function foldersOf(state: ClusterState, user: UserRecord): FolderAccess[] {
  return [...state.folders.values()]
    .map((folder) => accessTo(state, user, folder))
    .filter((access) => access !== undefined)
}

/** Folders in use that a name or id means to a user. */
export function findFolders(state: ClusterState, user: UserRecord, reference: string): FolderAccess[] {
  const usable = foldersOf(state, user).filter(({folder}) => folder.status === 'ready')
  const id = dashed(reference)
  const byId = usable.filter(({folder}) => folder.id === id)
  return byId.length > 0 ? byId : usable.filter(({folder}) => folder.name === reference)
}

/** Sessions that are not over and have a folder mounted. */
export function sessionsWith(state: ClusterState, folderId: string): string[] {
  return state.sessions
    .filter(
      ({status, mounts}) => !isDead(status) && (mounts ?? []).some((mount) => mount.folderId === folderId),
    )
    .map(({id}) => id)
}

/** An id with its dashes: clients may leave them out. */
export function dashed(id: string): string {
  return id.toLowerCase().replace(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/, '$1-$2-$3-$4-$5')
}
