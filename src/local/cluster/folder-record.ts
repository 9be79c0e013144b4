import type {Timestamp} from './model.js'

export const FOLDER_PERMISSIONS = ['ro', 'rw', 'wd'] as const
export type FolderPermission = (typeof FOLDER_PERMISSIONS)[number]

/** A storage folder. It belongs to a user or to a project. */
export interface FolderRecord {
  id: string
  name: string
  userId: string | null
  projectId: string | null
  /** E-mail of who made it. */
  creator: string
  usageMode: string
  permission: FolderPermission
  cloneable: boolean
  status: 'ready' | 'delete-pending'
  createdAt: Timestamp
  /** Users who accepted an invitation. */
  shares: readonly FolderShare[]
}

export interface FolderShare {
  userId: string
  permission: FolderPermission
}

/** What somebody was offered and has not answered yet. */
export interface FolderInvitationRecord {
  id: string
  folderId: string
  inviterId: string
  inviteeId: string
  permission: FolderPermission
  createdAt: Timestamp
}
