import type {ClusterStatus} from '../../local/index.js'
import type {View} from '../output/view.js'
import {ageOf} from './session.js'

/** `local up` and `local status`. Keys are in the profiles, not here. */
export const localStatusView: View<ClusterStatus> = {
  columns: [
    {
      key: 'status',
      value: (row) => row.status,
      tone: (row) => (row.status === 'running' ? 'good' : row.status === 'unresponsive' ? 'bad' : 'muted'),
      shown: 'table',
    },
    {key: 'endpoint', value: (row) => row.endpoint, shown: 'table'},
    {key: 'pid', value: (row) => row.pid, shown: 'table'},
    {
      key: 'since',
      label: 'Up for',
      value: (row) => row.since,
      text: (row) => ageOf(row.since),
      shown: 'table',
    },
    {key: 'version', value: (row) => row.version, shown: 'table'},
    {
      key: 'accounts',
      value: (row) => Object.values(row.accounts).map(({name, email}) => ({name, email})),
      text: (row) =>
        Object.values(row.accounts)
          .map(({email}) => email)
          .join(', '),
      shown: 'table',
    },
  ],
  name: () => 'local',
  id: (row) => row.endpoint ?? 'local',
  empty: 'There is no local cluster. Start one with `bai local up`.',
}
