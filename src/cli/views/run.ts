import {formatDuration} from '../../sdk/index.js'
import type {View} from '../output/view.js'
import type {RunRow} from '../run/report.js'

/** What became of the runs of `run`. */
export const runView: View<RunRow> = {
  columns: [
    {key: 'run', value: (row) => row.run, shown: 'table'},
    {key: 'outcome', value: (row) => row.outcome, shown: 'table'},
    {key: 'exitCode', heading: 'EXIT', value: (row) => row.exitCode, align: 'right', shown: 'table'},
    {key: 'attempts', value: (row) => row.attempts, align: 'right', shown: 'wide'},
    {
      key: 'queuedMs',
      heading: 'QUEUED',
      value: (row) => row.queuedMs,
      text: (row) => time(row.queuedMs),
      shown: 'table',
    },
    {key: 'ranMs', heading: 'RAN', value: (row) => row.ranMs, text: (row) => time(row.ranMs), shown: 'table'},
    {key: 'session', value: (row) => row.session, shown: 'wide'},
    {key: 'sessionId', value: (row) => row.sessionId, shown: 'wide'},
    {key: 'error', value: (row) => row.error, shown: 'table'},
  ],
  name: (row) => row.run,
  id: (row) => row.sessionId ?? row.run,
  empty: 'Nothing was run.',
}

function time(ms: number | null): string {
  return ms === null ? '-' : formatDuration(ms)
}
