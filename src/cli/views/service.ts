import type {Condition, ServiceChange, ServiceState} from '../../ops/index.js'
import type {Tone, View} from '../output/view.js'

const TONES: Readonly<Record<Condition, Tone>> = {
  running: 'good',
  starting: 'busy',
  stopping: 'busy',
  restarting: 'bad',
  unhealthy: 'bad',
  failed: 'bad',
  absent: 'muted',
  stopped: 'muted',
  unknown: 'bad',
}

/** What `ops status` shows. */
export const serviceView: View<ServiceState> = {
  columns: [
    {key: 'service', value: (row) => row.service, shown: 'table', keep: true},
    {key: 'host', value: (row) => row.host, shown: 'table'},
    {key: 'state', value: (row) => row.state, tone: (row) => TONES[row.state], shown: 'table', keep: true},
    {
      key: 'since',
      value: (row) => row.since?.toISOString() ?? null,
      text: (row) => minute(row.since),
      shown: 'table',
    },
    {
      key: 'id',
      heading: 'PID/CONTAINER',
      value: (row) => row.containers[0] ?? (row.pid === null ? null : String(row.pid)),
      text: (row) => (row.containers[0]?.slice(0, 12) ?? row.pid?.toString()) || '-',
      shown: 'table',
    },
    {key: 'version', value: (row) => row.version, shown: 'table'},
    {
      key: 'memoryBytes',
      drifts: true,
      heading: 'MEMORY',
      value: (row) => row.memoryBytes,
      text: (row) => (row.memoryBytes === null ? '-' : `${(row.memoryBytes / 1024 ** 2).toFixed(1)} MiB`),
      align: 'right',
      shown: 'table',
    },
    {key: 'detail', value: (row) => row.detail ?? row.answer, minWidth: 16, shown: 'table'},
    {key: 'restarts', value: (row) => row.restarts, align: 'right', shown: 'wide'},
    {key: 'source', value: (row) => row.source, shown: 'wide'},
    {key: 'kind', value: (row) => row.kind, shown: 'wide'},
    {key: 'pid', value: (row) => row.pid, shown: 'data'},
    {key: 'containers', value: (row) => [...row.containers], shown: 'data'},
    {key: 'answer', value: (row) => row.answer, shown: 'data'},
    {key: 'code', value: (row) => row.code, shown: 'data'},
  ],
  name: (row) => `${row.service}@${row.host}`,
  id: (row) => `${row.service}@${row.host}`,
  empty: 'The site has no services.',
}

const OUTCOME_TONES: Readonly<Record<ServiceChange['outcome'], Tone>> = {
  done: 'good',
  already: 'muted',
  failed: 'bad',
  skipped: 'busy',
  planned: 'busy',
}

/** What `ops start`, `stop` and `restart` did. */
export const changeView: View<ServiceChange> = {
  columns: [
    {key: 'service', value: (row) => row.service, shown: 'table', keep: true},
    {key: 'host', value: (row) => row.host, shown: 'table'},
    {key: 'was', value: (row) => row.was, tone: (row) => TONES[row.was], shown: 'table'},
    {key: 'state', value: (row) => row.state, tone: (row) => TONES[row.state], shown: 'table'},
    {
      key: 'outcome',
      value: (row) => row.outcome,
      tone: (row) => OUTCOME_TONES[row.outcome],
      shown: 'table',
      keep: true,
    },
    {key: 'detail', value: (row) => row.detail, minWidth: 16, shown: 'table'},
    {key: 'command', value: (row) => row.command, shown: 'wide'},
    {key: 'code', value: (row) => row.code, shown: 'data'},
  ],
  name: (row) => `${row.service}@${row.host}`,
  id: (row) => `${row.service}@${row.host}`,
  empty: 'There was nothing to do.',
}

/** What `--dry-run` shows: the lines a person could paste, in their order. */
export const commandView: View<{service: string; host: string; command: string | null; was: string | null}> =
  {
    columns: [
      {key: 'service', value: (row) => row.service, shown: 'data'},
      {key: 'host', value: (row) => row.host, shown: 'data'},
      {key: 'was', value: (row) => row.was, shown: 'data'},
      {key: 'command', value: (row) => row.command, shown: 'table', keep: true},
    ],
    name: (row) => row.command ?? '',
    id: (row) => row.command ?? '',
    empty: 'Nothing would be done.',
  }

function minute(date: Date | null): string {
  return date === null ? '-' : date.toISOString().slice(0, 16).replace('T', ' ')
}
