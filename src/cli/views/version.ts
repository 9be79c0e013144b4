import type {DetailView} from '../output/view.js'

/** What `version` tells. */
export interface VersionReport {
  bai: string
  node: string
  platform: string
  endpoint: string | null
  /** Release of the manager; null without an endpoint, and when it does not answer. */
  manager: string | null
  apiVersion: string | null
}

export const versionView: DetailView<VersionReport> = {
  columns: [
    {key: 'bai', label: 'bai', value: (row) => row.bai, shown: 'table'},
    {key: 'node', label: 'Node', value: (row) => row.node, shown: 'table'},
    {key: 'platform', value: (row) => row.platform, shown: 'table'},
    {key: 'endpoint', value: (row) => row.endpoint, shown: 'table'},
    {key: 'manager', value: (row) => row.manager, shown: 'table'},
    {key: 'apiVersion', label: 'API version', value: (row) => row.apiVersion, shown: 'table'},
  ],
  name: (row) => row.bai,
  id: (row) => row.bai,
}
