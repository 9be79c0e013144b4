import type {SiteValue} from '../../ops/index.js'
import type {View} from '../output/view.js'

/** What `ops config show` shows. */
export const siteValueView: View<SiteValue> = {
  columns: [
    {key: 'key', value: (row) => row.key, shown: 'table', keep: true},
    {key: 'value', value: (row) => row.value, shown: 'table'},
    {
      key: 'origin',
      value: (row) => row.origin,
      tone: (row) => (row.origin === 'default' ? 'muted' : undefined),
      shown: 'table',
    },
  ],
  name: (row) => row.key,
  id: (row) => row.key,
  empty: 'The site is empty.',
}
