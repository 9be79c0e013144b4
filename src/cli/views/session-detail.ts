import type {Kernel, Session} from '../../sdk/index.js'
import {section} from '../output/detail.js'
import type {Column, DetailView, Json} from '../output/view.js'
import {gpuAmount, sessionListView, toneOf, type SessionRow} from './session.js'

/** One step of a session's life: a status, when it was entered and how long it lasted. */
export interface Transition {
  status: string
  at: string
  /** Null while it lasts. */
  lastedMs: number | null
}

/** The statuses a session went through, oldest first. */
export function transitionsOf(session: Session): Transition[] {
  const steps = Object.entries(session.statusHistory)
  return steps.map(([status, at], i) => {
    const next = steps[i + 1]?.[1]
    return {status, at, lastedMs: next === undefined ? null : Date.parse(next) - Date.parse(at)}
  })
}

/** What `session get` shows: the list's columns and everything else that is known. */
export const sessionDetailView: DetailView<SessionRow> = {
  name: (row) => row.name,
  id: (row) => row.id,
  columns: [
    ...sessionListView.columns.filter((column) => column.key !== 'age').map(inFull),
    line('accessKey', (row) => row.accessKey),
    line('cluster', (row) => (row.clusterSize > 1 ? `${row.clusterSize} ${row.clusterMode ?? ''}` : null)),
    line('startsAt', (row) => row.startsAt),
    line('startupCommand', (row) => row.startupCommand),
    line('exitCode', (row) => row.exitCode),
    line('occupiedSlots', (row) => row.occupiedSlots),
    line('mounts', (row) => row.mounts),
    line('failure', (row) => row.failure),
  ],
  sections: [
    section({
      key: 'kernels',
      heading: 'Kernels',
      items: (row: SessionRow) => row.kernels,
      columns: kernelColumns(),
    }),
    section({
      key: 'servicePorts',
      heading: 'Apps',
      items: (row: SessionRow) => row.servicePorts,
      columns: [
        {key: 'name', value: (port) => port.name, shown: 'table'},
        {key: 'protocol', value: (port) => port.protocol, shown: 'table'},
        {key: 'ports', value: (port) => port.ports, shown: 'table'},
      ],
    }),
    section({
      key: 'dependencies',
      heading: 'Depends on',
      items: (row: SessionRow) => row.dependencies,
      columns: [
        {key: 'name', value: (one) => one.name, shown: 'table'},
        {key: 'id', value: (one) => one.id, shown: 'table'},
        {key: 'status', value: (one) => one.status, tone: toneOf, shown: 'table'},
      ],
    }),
    section({
      key: 'transitions',
      heading: 'Transitions',
      items: (row: SessionRow) => transitionsOf(row),
      columns: [
        {key: 'status', value: (step) => step.status, shown: 'table'},
        {key: 'at', value: (step) => step.at, shown: 'table'},
        {
          key: 'lastedMs',
          heading: 'LASTED',
          value: (step) => step.lastedMs,
          text: (step) => (step.lastedMs === null ? '' : `${(step.lastedMs / 1000).toFixed(1)}s`),
          align: 'right',
          shown: 'table',
        },
      ],
    }),
  ],
}

/** Lists shorten ids and images; here they stand in full. */
function inFull(column: Column<SessionRow>): Column<SessionRow> {
  const {text: _text, ...plain} = column
  return {...(['id', 'image'].includes(column.key) ? plain : column), shown: 'table'}
}

function line(key: string, value: (row: SessionRow) => Json): Column<SessionRow> {
  return {key, value, shown: 'table'}
}

function kernelColumns(): Column<Kernel>[] {
  return [
    {key: 'role', value: (kernel) => kernel.role, shown: 'table'},
    {key: 'id', value: (kernel) => kernel.id, shown: 'table'},
    {key: 'status', value: (kernel) => kernel.status, tone: toneOf, shown: 'table'},
    {key: 'agent', value: (kernel) => kernel.agent, shown: 'table'},
    {key: 'containerId', value: (kernel) => kernel.containerId, shown: 'data'},
    {key: 'gpu', value: (kernel) => gpuAmount(kernel.slots), align: 'right', shown: 'table'},
  ]
}
