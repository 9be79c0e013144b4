import {posix, join} from 'node:path'
import type {FolderRecord} from '../cluster/folder-record.js'
import {findFolders, foldersOf, type FolderAccess} from '../cluster/folders.js'
import type {SessionMount} from '../cluster/model.js'
import type {ClusterState} from '../cluster/state.js'
import type {Actor} from './context.js'
import {invalidParameters, unknownFolder} from './problems.js'
import type {CreationConfig} from './session-request.js'

const HOME = '/home/work'

/** Where the files of a folder are on this machine. */
export type RootOf = (folder: FolderRecord) => string

/**
 * The folders that a session gets: those that are asked for, by name or id, and the owner's whose names begin with a
 * dot. @throws Problem 404 for an unknown folder, 400 for a place where none can be
 */
export function admitMounts(
  state: ClusterState,
  owner: Actor,
  {config, rootOf}: {config: CreationConfig; rootOf: RootOf},
): SessionMount[] {
  const options = config.mount_options ?? {}
  const asked = [...new Set(config.mounts ?? [])].map((reference) => {
    const [name = '', ...rest] = reference.split('/')
    const [access] = findFolders(state, owner.user, name)
    if (!access) throw unknownFolder(reference)
    const subpath = options[reference]?.subpath ?? rest.join('/')
    if (posix.normalize(subpath).startsWith('..'))
      throw invalidParameters('The subpath leads out of the folder.')
    return mountOf(access, {
      source: join(rootOf(access.folder), subpath),
      path: config.mount_map?.[reference],
      isReadOnly: options[reference]?.permission === 'ro',
    })
  })
  const own = foldersOf(state, owner.user)
    .filter(({folder, isOwner}) => isOwner && folder.status === 'ready' && folder.name.startsWith('.'))
    .filter(({folder}) => !asked.some(({folderId}) => folderId === folder.id))
    .map((access) => mountOf(access, {source: rootOf(access.folder), path: undefined, isReadOnly: false}))
  const mounts = [...asked, ...own]
  const paths = mounts.map(({path}) => path)
  const twice = paths.find((path, i) => paths.indexOf(path) !== i)
  if (twice !== undefined) throw invalidParameters(`Mount destinations must be unique: ${twice}`)
  return mounts
}

function mountOf(
  {folder, permission}: FolderAccess,
  wanted: {source: string; path: string | undefined; isReadOnly: boolean},
): SessionMount {
  const path = posix.resolve(
    HOME,
    wanted.path === undefined || wanted.path === '' ? folder.name : wanted.path,
  )
  // Sessions here have no other place of their own, whatever runs them.
  if (!path.startsWith(`${HOME}/`)) {
    throw invalidParameters(`Folders are mounted below ${HOME} here, not at ${path}.`)
  }
  const isReadOnly = wanted.isReadOnly || permission === 'ro'
  return {folderId: folder.id, name: folder.name, path, source: wanted.source, isReadOnly}
}
