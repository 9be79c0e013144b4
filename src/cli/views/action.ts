import type {View} from '../output/view.js'

/** What `session rename` did. */
export interface Renamed {
  id: string
  name: string
  oldName: string
  /** False with --dry-run. */
  renamed: boolean
}

export const renameView: View<Renamed> = {
  columns: [
    {key: 'oldName', heading: 'OLD NAME', value: (row) => row.oldName, shown: 'table'},
    {key: 'name', value: (row) => row.name, shown: 'table'},
    {key: 'id', value: (row) => row.id, shown: 'table'},
    {key: 'renamed', value: (row) => row.renamed, shown: 'table'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'Nothing was renamed.',
}
