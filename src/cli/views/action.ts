import type {View} from '../output/view.js'
import type {SessionChange} from '../session/change-sessions.js'

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

/** What `session priority` and `session tag` did. */
export const sessionChangeView: View<SessionChange> = {
  columns: [
    {key: 'name', value: (row) => row.name, shown: 'table'},
    {key: 'id', value: (row) => row.id, text: (row) => row.id.slice(0, 8), shown: 'table'},
    {key: 'from', value: (row) => row.from, shown: 'table'},
    {key: 'to', value: (row) => row.to, shown: 'table'},
    {key: 'changed', value: (row) => row.changed, shown: 'table'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'Nothing was changed.',
}
