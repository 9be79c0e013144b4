import {formatSize, type Vfolder, type VfolderUse} from '../../sdk/index.js'
import type {Column, DetailView, View} from '../output/view.js'

const columns: readonly Column<Vfolder>[] = [
  {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'},
  {key: 'id', value: (row) => row.id, shown: 'wide'},
  {
    key: 'permission',
    heading: 'PERM',
    value: (row) => row.permission,
    shown: 'table',
  },
  {key: 'owner', value: ownerOf, shown: 'table'},
  {key: 'usageMode', heading: 'MODE', value: (row) => row.usageMode, shown: 'wide'},
  {
    key: 'status',
    value: (row) => row.status,
    tone: ({status}) => (status === 'ready' ? 'good' : 'busy'),
    shown: 'table',
  },
  {key: 'host', value: (row) => row.host, shown: 'table'},
  {key: 'createdAt', heading: 'CREATED', value: (row) => row.createdAt, shown: 'table'},
  {key: 'isOwner', value: (row) => row.isOwner, shown: 'data'},
  {key: 'ownership', value: (row) => row.ownership, shown: 'data'},
  {key: 'project', value: (row) => row.project, shown: 'data'},
  {key: 'projectId', value: (row) => row.projectId, shown: 'data'},
  {key: 'cloneable', value: (row) => row.cloneable, shown: 'data'},
]

/** `vfolder list`. */
export const vfolderView: View<Vfolder> = {
  columns,
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'You have no folders. `bai vfolder create NAME` makes one.',
}

/** `vfolder info`. */
export const vfolderDetailView: DetailView<Vfolder & VfolderUse> = {
  columns: [
    ...columns.map((column) => ({...column, shown: 'table' as const})),
    {key: 'files', value: (row) => row.files, shown: 'table'},
    {
      key: 'bytes',
      label: 'Size',
      value: (row) => row.bytes,
      text: (row) => (row.bytes === null ? '-' : formatSize(row.bytes)),
      shown: 'table',
    },
  ],
  name: (row) => row.name,
  id: (row) => row.id,
}

/** What was done with a folder, or would be. */
export interface ChangedVfolder extends Pick<Vfolder, 'id' | 'name' | 'host' | 'permission' | 'usageMode'> {
  /** `create`, `trash`, `delete`, `restore`. */
  action: string
  project: string | null
  /** False with --dry-run. */
  done: boolean
}

export const changedVfolderView: View<ChangedVfolder> = {
  columns: [
    {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'},
    {key: 'id', value: (row) => row.id, shown: 'table'},
    {key: 'action', value: (row) => row.action, shown: 'table'},
    {key: 'permission', heading: 'PERM', value: (row) => row.permission, shown: 'wide'},
    {key: 'usageMode', heading: 'MODE', value: (row) => row.usageMode, shown: 'wide'},
    {key: 'host', value: (row) => row.host, shown: 'wide'},
    {key: 'project', value: (row) => row.project, shown: 'wide'},
    {key: 'done', value: (row) => row.done, shown: 'table'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'Nothing was changed.',
}

function ownerOf(row: Vfolder): string | null {
  return row.ownership === 'project' ? (row.project ?? row.projectId) : (row.creator ?? row.userId)
}
