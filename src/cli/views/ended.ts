import type {EndedRow} from '../session/end-sessions.js'
import type {View} from '../output/view.js'
import {toneOf} from './session.js'

/** What `session rm` did to each session. */
export const endedView: View<EndedRow> = {
  columns: [
    {key: 'name', value: (row) => row.name, shown: 'table'},
    {key: 'id', value: (row) => row.id, text: (row) => row.id.slice(0, 8), shown: 'table'},
    {key: 'was', value: (row) => row.was, shown: 'table'},
    {key: 'status', value: (row) => row.status, tone: toneOf, shown: 'table'},
    {key: 'outcome', value: (row) => row.outcome, shown: 'table'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'There was nothing to end.',
}
