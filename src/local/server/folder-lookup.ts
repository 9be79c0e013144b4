import {join} from 'node:path'
import type {Cluster} from '../cluster/cluster.js'
import type {FolderRecord} from '../cluster/folder-record.js'
import {dashed, findFolders, foldersOf, type FolderAccess} from '../cluster/folders.js'
import type {Actor, RequestContext} from './context.js'
import {severalFolders, storageRefused} from './folder-problems.js'
import {forbidden, unknownFolder} from './problems.js'

/** The folder in use that a route's path names. @throws Problem 404 */
export function requireFolder(context: RequestContext, actor: Actor): FolderAccess {
  return folderNamed(context.cluster, actor, context.param('folder'))
}

/** The folder in use that a name or an id means. @throws Problem 404 */
export function folderNamed({state}: Cluster, {user}: Actor, reference: string): FolderAccess {
  const [found, ...others] = findFolders(state, user, reference)
  if (!found) throw unknownFolder(reference)
  if (others.length > 0) {
    throw severalFolders([found, ...others].map(({folder: {id, name}}) => ({id, name})))
  }
  return found
}

/** A folder by its id, in the trash or not. @throws Problem 404, 403 unless it is the caller's own */
export function requireOwnFolder({cluster}: RequestContext, {user}: Actor, id: string): FolderRecord {
  const found = foldersOf(cluster.state, user).find(({folder}) => folder.id === dashed(id))
  if (!found) throw unknownFolder(id)
  if (!found.isOwner) throw forbidden('Insufficient permission to perform this operation')
  return found.folder
}

/** Where the files of a folder are on this machine. */
export function rootOf({options}: Cluster, {id}: Pick<FolderRecord, 'id'>): string {
  return join(options.folder, 'folders', id)
}

/** What the volume says, as managers pass it on. @throws Problem 400 */
export async function onVolume<T>(work: Promise<T>): Promise<T> {
  return work.catch(() => {
    throw storageRefused()
  })
}
