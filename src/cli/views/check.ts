import type {CheckLine} from '../../ops/index.js'
import type {Tone, View} from '../output/view.js'

const TONES: Readonly<Record<CheckLine['result'], Tone>> = {ok: 'good', failed: 'bad', unknown: 'busy'}

/** What `ops check` shows. */
export const checkView: View<CheckLine> = {
  columns: [
    {key: 'host', value: (row) => row.host, shown: 'table'},
    {key: 'item', value: (row) => row.item, shown: 'table', keep: true},
    {key: 'need', value: (row) => row.need, shown: 'table'},
    {key: 'have', value: (row) => row.have, shown: 'table'},
    {key: 'result', value: (row) => row.result, tone: (row) => TONES[row.result], shown: 'table', keep: true},
    {key: 'fix', value: (row) => row.fix, minWidth: 16, shown: 'table'},
    {key: 'roles', value: (row) => [...row.roles], shown: 'wide'},
  ],
  name: (row) => `${row.host}/${row.item}`,
  id: (row) => `${row.host}/${row.item}`,
  empty: 'There was nothing to check: the site has no service on these hosts.',
}
