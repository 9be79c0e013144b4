import {formatSize} from '../../sdk/index.js'
import type {View} from '../output/view.js'

/** What `session cp` did. */
export interface Copied {
  id: string
  session: string
  direction: 'up' | 'down'
  from: string
  to: string
  files: number
  bytes: number
  skipped: number
  /** False with --dry-run. */
  copied: boolean
}

export const copyView: View<Copied> = {
  columns: [
    {key: 'session', value: (row) => row.session, shown: 'table'},
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
    {key: 'skipped', value: (row) => row.skipped, shown: 'wide'},
    {key: 'copied', value: (row) => row.copied, shown: 'wide'},
  ],
  name: (row) => row.session,
  id: (row) => row.id,
  empty: 'Nothing was copied.',
}
