import type {VfolderInvitation, VfolderShare} from '../../sdk/index.js'
import type {View} from '../output/view.js'

/** Who shares a folder, and what was done about it. */
export interface SharedFolder extends VfolderShare {
  /** `grant` or `revoke`; null when it is only listed. */
  action: string | null
  done: boolean
}

export const sharedFolderView: View<SharedFolder> = {
  columns: [
    {key: 'folder', value: (row) => row.folder, shown: 'table'},
    {key: 'email', value: (row) => row.email, minWidth: 12, shown: 'table'},
    {key: 'permission', heading: 'PERM', value: (row) => row.permission, shown: 'table'},
    {key: 'state', value: (row) => row.state, shown: 'table'},
    {key: 'action', value: (row) => row.action, shown: 'wide'},
    {key: 'done', value: (row) => row.done, shown: 'wide'},
    {key: 'folderId', value: (row) => row.folderId, shown: 'wide'},
  ],
  name: (row) => row.email,
  id: (row) => row.email,
  empty: 'Nobody else has this folder. `bai vfolder share FOLDER --with EMAIL` invites somebody.',
}

/** An invitation, and how it was answered. */
export interface AnsweredInvitation extends VfolderInvitation {
  /** `accept` or `decline`; null when it is only listed. */
  action: string | null
  done: boolean
}

export const invitationView: View<AnsweredInvitation> = {
  columns: [
    {key: 'folder', value: (row) => row.folder, shown: 'table'},
    {key: 'inviter', heading: 'FROM', value: (row) => row.inviter, shown: 'table'},
    {key: 'invitee', heading: 'TO', value: (row) => row.invitee, shown: 'wide'},
    {key: 'permission', heading: 'PERM', value: (row) => row.permission, shown: 'table'},
    {key: 'id', value: (row) => row.id, shown: 'table'},
    {key: 'createdAt', heading: 'CREATED', value: (row) => row.createdAt, shown: 'wide'},
    {key: 'folderId', value: (row) => row.folderId, shown: 'wide'},
    {key: 'action', value: (row) => row.action, shown: 'wide'},
    {key: 'done', value: (row) => row.done, shown: 'wide'},
  ],
  name: (row) => row.folder,
  id: (row) => row.id,
  empty: 'No invitation waits for an answer.',
}
