import type {EtcdChange, EtcdRow, EtcdWatchRow} from '../../ops/index.js'
import type {Tone, View} from '../output/view.js'

const TONES: Readonly<Record<EtcdChange['change'], Tone>> = {add: 'good', change: 'busy', remove: 'bad'}

/** What a change of keys is, or was: `--dry-run` and `ops etcd diff`. */
export const changeView: View<EtcdChange> = {
  columns: [
    {key: 'change', value: (row) => row.change, tone: (row) => TONES[row.change], shown: 'table', keep: true},
    {key: 'key', value: (row) => row.key, shown: 'table'},
    {key: 'before', value: (row) => row.before, shown: 'table'},
    {key: 'after', value: (row) => row.after, shown: 'table'},
    {key: 'leaseSeconds', heading: 'LEASE', value: (row) => row.leaseSeconds, shown: 'wide'},
  ],
  name: (row) => row.key,
  id: (row) => row.key,
  empty: 'Nothing differs.',
}

/** What `ops etcd ls` shows. */
export const keyView: View<EtcdRow> = {
  columns: [
    {key: 'key', value: (row) => row.key, shown: 'table'},
    {key: 'value', value: (row) => row.value, shown: 'table'},
    {key: 'leaseSeconds', heading: 'LEASE', value: (row) => row.leaseSeconds, shown: 'wide'},
  ],
  name: (row) => row.key,
  id: (row) => row.key,
  empty: 'There is no such key.',
}

/** One value, for `ops etcd get -o json` and its like. */
export const valueView: View<{key: string; value: string}> = {
  columns: [
    {key: 'key', value: (row) => row.key, shown: 'table'},
    {key: 'value', value: (row) => row.value, shown: 'table'},
  ],
  name: (row) => row.key,
  id: (row) => row.key,
  empty: '',
}

/** What `ops etcd watch` tells. */
export const watchView: View<EtcdWatchRow> = {
  columns: [
    {key: 'at', value: (row) => row.at.toISOString(), shown: 'table'},
    {key: 'type', value: (row) => row.type, shown: 'table'},
    {key: 'key', value: (row) => row.key, shown: 'table'},
    {key: 'value', value: (row) => row.value, shown: 'table'},
    {key: 'revision', value: (row) => row.revision, shown: 'wide'},
  ],
  name: (row) => row.key,
  id: (row) => row.key,
  empty: '',
}
