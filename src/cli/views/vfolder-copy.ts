import type {FolderCopyResult} from '../../sdk/index.js'
import type {View} from '../output/view.js'
import {copyViewOf, type CopyOutcome} from './copy.js'

/** What `vfolder cp` did. */
export interface CopiedFolder extends CopyOutcome, FolderCopyResult {
  folder: string
}

export const copiedFolderView: View<CopiedFolder> = copyViewOf({
  target: {key: 'folder', value: (row) => row.folder, shown: 'table'},
  name: (row) => row.folder,
  more: [{key: 'kept', value: (row) => row.kept, shown: 'wide'}],
})
