import type {AccountReport} from '../config/account-report.js'
import type {DetailView} from '../output/view.js'

/** How `whoami` and `login` show an account. */
export const accountView: DetailView<AccountReport> = {
  columns: [
    {key: 'endpoint', value: (row) => row.endpoint, shown: 'table'},
    {key: 'endpointType', value: (row) => row.endpointType, shown: 'data'},
    {key: 'profile', value: (row) => row.profile, shown: 'table'},
    {key: 'email', label: 'E-mail', value: (row) => row.email, shown: 'table'},
    {key: 'role', value: (row) => row.role, shown: 'table'},
    {key: 'domain', value: (row) => row.domain, shown: 'table'},
    {key: 'projects', value: (row) => row.projects, text: (row) => row.projects.join(', '), shown: 'table'},
    {key: 'accessKey', value: (row) => row.accessKey, shown: 'table'},
    {key: 'resourcePolicy', value: (row) => row.resourcePolicy, shown: 'data'},
    {key: 'manager', value: (row) => row.manager, shown: 'table'},
    {key: 'apiVersion', label: 'API version', value: (row) => row.apiVersion, shown: 'data'},
    {
      key: 'credentials',
      label: 'Credentials from',
      value: (row) => row.credentials,
      shown: 'table',
    },
  ],
  name: (row) => row.email,
  id: (row) => row.accessKey,
}
