import type {View} from '../output/view.js'
import type {ExecutionRow} from '../session/exec-sessions.js'

/** How a command ended in each session. */
export const executionView: View<ExecutionRow> = {
  columns: [
    {key: 'session', value: ({session}) => session, shown: 'table'},
    {key: 'id', value: ({id}) => id, shown: 'data'},
    {key: 'exitCode', value: ({exitCode}) => exitCode, shown: 'table'},
    {key: 'stdout', value: ({stdout}) => stdout, shown: 'data'},
    {key: 'stderr', value: ({stderr}) => stderr, shown: 'data'},
    {key: 'timedOut', value: ({timedOut}) => timedOut, shown: 'data'},
    {key: 'truncated', value: ({truncated}) => truncated, shown: 'data'},
    {key: 'error', value: ({error}) => error, shown: 'data'},
  ],
  name: ({session}) => session,
  id: ({id}) => id,
  empty: 'There is no session to run it in.',
}
