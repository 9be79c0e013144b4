import {formatSize, type FolderCopyResult} from '../../sdk/index.js'
import type {View} from '../output/view.js'

/** What `vfolder cp` did. */
export interface CopiedFolder extends FolderCopyResult {
  id: string
  folder: string
  direction: 'up' | 'down'
  from: string
  to: string
  /** False with --dry-run. */
  copied: boolean
}

export const copiedFolderView: View<CopiedFolder> = {
  columns: [
    {key: 'folder', value: (row) => row.folder, shown: 'table'},
    {key: 'id', value: (row) => row.id, shown: 'wide'},
    {key: 'direction', value: (row) => row.direction, shown: 'wide'},
    {key: 'from', value: (row) => row.from, shown: 'table'},
    {key: 'to', value: (row) => row.to, shown: 'table'},
    {key: 'files', value: (row) => row.files, shown: 'table'},
    {
      key: 'bytes',
      heading: 'SIZE',
      value: (row) => row.bytes,
      text: (row) => formatSize(row.bytes),
      shown: 'table',
    },
    {key: 'kept', value: (row) => row.kept, shown: 'wide'},
    {key: 'skipped', value: (row) => row.skipped, shown: 'wide'},
    {key: 'copied', value: (row) => row.copied, shown: 'wide'},
  ],
  name: (row) => row.folder,
  id: (row) => row.id,
  empty: 'Nothing was copied.',
}
