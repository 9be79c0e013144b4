import {foldersOf, quotaScopeOf, VOLUME, type FolderAccess} from '../../../cluster/folders.js'
import type {GraphContext} from '../context.js'
import {cutPage, type ListArguments, type ListPage} from '../lists.js'

type Fields = Readonly<Record<string, unknown>>
type Page = ListPage<Fields>

/** Storage folders. Filters and orders of these lists are not heeded: newest last. */
export const folderQueries = {
  vfolder({id}: {id?: string | null}, context: GraphContext): Fields | null {
    const found = own(context).find(({folder}) => folder.id === id)
    return found ? view(context, found) : null
  },

  /** Administrators see everybody's. */
  vfolder_list(args: ListArguments, context: GraphContext): Page {
    const all = [...context.cluster.state.folders.values()].map((folder): FolderAccess => ({
      folder,
      permission: folder.permission,
      isOwner: false,
    }))
    return page(context, context.isSuperadmin ? all : own(context), args)
  },

  vfolder_own_list(args: ListArguments, context: GraphContext): Page {
    const mine = own(context).filter(({folder}) => folder.userId === context.actor.user.id)
    return page(context, mine, args)
  },

  vfolder_invited_list(args: ListArguments, context: GraphContext): Page {
    const {id} = context.actor.user
    const invited = own(context).filter(({folder}) => folder.shares.some(({userId}) => userId === id))
    return page(context, invited, args)
  },

  vfolder_project_list(args: ListArguments, context: GraphContext): Page {
    const shared = own(context).filter(({folder}) => folder.projectId !== null)
    return page(context, shared, args)
  },
}

function own({cluster, actor}: GraphContext): FolderAccess[] {
  return foldersOf(cluster.state, actor.user)
}

function page(context: GraphContext, found: readonly FolderAccess[], args: ListArguments): Page {
  return cutPage(
    found.map((access) => view(context, access)),
    args,
  )
}

function view({cluster}: GraphContext, {folder, permission}: FolderAccess): Fields {
  const {users, projects} = cluster.state
  return {
    id: folder.id,
    host: VOLUME,
    quota_scope_id: quotaScopeOf(folder),
    name: folder.name,
    user: folder.userId,
    user_email: users.get(folder.userId ?? '')?.email ?? null,
    group: folder.projectId,
    group_name: projects.get(folder.projectId ?? '')?.name ?? null,
    creator: folder.creator,
    usage_mode: folder.usageMode,
    permission,
    ownership_type: folder.projectId === null ? 'user' : 'group',
    created_at: folder.createdAt,
    cloneable: folder.cloneable,
    status: folder.status,
    max_files: 0,
    max_size: 0,
    cur_size: 0,
    num_files: 0,
  }
}
