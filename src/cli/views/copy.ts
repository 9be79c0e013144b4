import {formatSize} from '../../sdk/index.js'
import type {Column, View} from '../output/view.js'

/** What every copy tells. */
export interface CopyOutcome {
  id: string
  direction: 'up' | 'down'
  from: string
  to: string
  files: number
  bytes: number
  skipped: number
  /** False with --dry-run. */
  copied: boolean
}

/** What `session cp` did. */
export interface Copied extends CopyOutcome {
  session: string
}

export const copyView: View<Copied> = copyViewOf({
  target: {key: 'session', value: (row) => row.session, shown: 'table'},
  name: (row) => row.session,
})

/** The view of copies into something and out of it: `target` is its column, `more` what else there is to tell. */
export function copyViewOf<Row extends CopyOutcome>(of: {
  target: Column<Row>
  name: (row: Row) => string
  more?: readonly Column<Row>[]
}): View<Row> {
  const {target, name, more = []} = of
  return {
    columns: [
      target,
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
      ...more,
      {key: 'skipped', value: (row) => row.skipped, shown: 'wide'},
      {key: 'copied', value: (row) => row.copied, shown: 'wide'},
    ],
    name,
    id: (row) => row.id,
    empty: 'Nothing was copied.',
  }
}
