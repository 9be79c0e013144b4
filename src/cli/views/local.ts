import type {ClusterStatus, UpPlan} from '../../local/index.js'
import {formatSize} from '../../sdk/index.js'
import type {DetailView, View} from '../output/view.js'
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
    {key: 'runtime', value: (row) => row.runtime, shown: 'table'},
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

/** `local up --dry-run`. */
export const localPlanView: DetailView<UpPlan> = {
  columns: [
    {key: 'action', value: (row) => row.action, shown: 'table'},
    {key: 'folder', value: (row) => row.folder, shown: 'table'},
    {
      key: 'ports',
      value: (row) => row.ports,
      text: ({ports}) => ports.map((port) => (port === 0 ? 'any free one' : String(port))).join(', then '),
      shown: 'table',
    },
    {key: 'runtime', value: (row) => row.runtime, shown: 'table'},
    {key: 'agents', value: ({topology}) => topology.agents, shown: 'table'},
    {key: 'cpus', value: ({topology}) => topology.cpu, shown: 'table'},
    {
      key: 'memoryBytes',
      label: 'Memory',
      value: ({topology}) => topology.memoryBytes,
      text: ({topology}) => formatSize(topology.memoryBytes),
      shown: 'table',
    },
    {key: 'gpus', label: 'GPUs', value: ({topology}) => topology.gpus, shown: 'table'},
    {
      key: 'gpuMemoryBytes',
      label: 'GPU memory',
      value: ({topology}) => topology.gpuMemoryBytes,
      text: ({topology}) => formatSize(topology.gpuMemoryBytes),
      shown: 'table',
    },
    {key: 'fgpuPerGpu', label: 'fGPU per GPU', value: ({topology}) => topology.sharesPerGpu, shown: 'table'},
  ],
  name: () => 'local',
  id: () => 'local',
}
