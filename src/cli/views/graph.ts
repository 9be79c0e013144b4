import type {View} from '../output/view.js'
import type {GraphRow} from '../session/graph-rows.js'
import {toneOf} from './session.js'

/** `session graph`. */
export const graphView: View<GraphRow> = {
  columns: [
    {key: 'name', value: (row) => row.name, text: (row) => row.branch + row.name, keep: true, shown: 'table'},
    {key: 'id', value: (row) => row.id, text: (row) => row.id.slice(0, 8), shown: 'table'},
    {key: 'status', value: (row) => row.status, tone: toneOf, shown: 'table'},
    {key: 'depth', value: (row) => row.depth, shown: 'data'},
    {key: 'dependsOn', value: (row) => row.dependsOn, shown: 'data'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'There is no such session.',
}
