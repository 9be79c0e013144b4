import type {EtcdRestoreResult, PreparedRestore, RestoreTraces} from '../../ops/index.js'
import type {View} from '../output/view.js'

type RestorePlan = PreparedRestore['plan']

/** What `ops restore db` has done. */
export const restoreView: View<RestorePlan> = {
  columns: [
    {key: 'backup', value: ({backup}) => backup.id, shown: 'table'},
    {key: 'databases', value: ({databases}) => [...databases], shown: 'table'},
    {key: 'tables', value: (plan) => tablesOf(plan).length, shown: 'table'},
    {key: 'rows', value: (plan) => tablesOf(plan).reduce((sum, {rows}) => sum + rows, 0), shown: 'table'},
    {key: 'kept', label: 'Kept old', value: ({kept}) => [...kept], shown: 'table'},
    {key: 'leftAlone', value: ({leftAlone}) => [...leftAlone], shown: 'wide'},
  ],
  name: ({backup}) => backup.id,
  id: ({backup}) => backup.id,
  empty: '',
}

/** A line of what `ops restore db --dry-run` shows. */
export interface RestoreLine {
  step: string
  /** A command line or a statement; null for what bai does itself. */
  command: string | null
}

/** Each step, and the exact commands and statements it consists of. */
export function restoreLines({steps}: RestorePlan): RestoreLine[] {
  return steps.flatMap(({step, commands}) => [
    {step, command: null},
    ...commands.map((command) => ({step, command: command.replace(/\s*\n\s*/g, ' ')})),
  ])
}

export const restoreLineView: View<RestoreLine> = {
  columns: [
    {key: 'step', value: (row) => row.step, shown: 'data'},
    {
      key: 'command',
      value: (row) => row.command,
      text: (row) => row.command ?? `# ${row.step}`,
      shown: 'table',
      keep: true,
    },
  ],
  name: (row) => row.command ?? row.step,
  id: (row) => row.command ?? row.step,
  empty: 'Nothing would be done.',
}

/** What `ops restore db --abort` has undone. */
export const abortView: View<RestoreTraces & {undone: boolean}> = {
  columns: [
    {key: 'undone', value: ({undone}) => undone, shown: 'table'},
    {key: 'restored', label: 'Back under their names', value: ({replaced}) => [...replaced], shown: 'table'},
    {key: 'reopened', value: ({closed}) => [...closed], shown: 'table'},
    {key: 'dropped', label: 'Loaded ones dropped', value: ({loaded}) => [...loaded], shown: 'table'},
    {key: 'finished', label: 'Replaced ones dropped', value: ({ended}) => [...ended], shown: 'table'},
  ],
  name: () => 'restore',
  id: () => 'restore',
  empty: '',
}

/** What `ops restore etcd` has done. */
export const etcdRestoreView: View<EtcdRestoreResult> = {
  columns: [
    {key: 'source', value: (row) => row.source, shown: 'table'},
    {key: 'prefix', value: (row) => row.prefix, shown: 'table'},
    {key: 'keys', value: (row) => row.keys, shown: 'table'},
    {key: 'added', value: (row) => row.added, shown: 'table'},
    {key: 'changed', value: (row) => row.changed, shown: 'table'},
    {key: 'removed', value: (row) => row.removed, shown: 'table'},
    {key: 'same', label: 'As they were', value: (row) => row.same, shown: 'table'},
    {key: 'extra', label: 'Not in the backup', value: (row) => row.extra, shown: 'table'},
  ],
  name: (row) => row.source,
  id: (row) => row.source,
  empty: '',
}

function tablesOf({backup, databases}: RestorePlan): {rows: number}[] {
  const all = backup.manifest.database?.databases ?? []
  return all.filter(({name}) => databases.includes(name)).flatMap(({tables}) => tables)
}
