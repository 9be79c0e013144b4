import type {SessionApp} from '../../sdk/index.js'
import type {View} from '../output/view.js'

export const appView: View<SessionApp> = {
  columns: [
    {key: 'name', value: (row) => row.name, shown: 'table'},
    {key: 'protocol', value: (row) => row.protocol, shown: 'table'},
    {key: 'ports', value: (row) => row.ports, text: (row) => row.ports.join(','), shown: 'table'},
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'The session serves nothing.',
}
