import type {
  BackupLine,
  BackupOutcome,
  Manifest,
  PlannedBackup,
  PruneLine,
  VerifyLine,
} from '../../ops/index.js'
import {formatSize} from '../../sdk/index.js'
import type {Column, Json, View} from '../output/view.js'
import {ageOf} from './session.js'

interface WithManifest {
  manifest: Manifest | null
}

/** What a manifest tells, for every view that shows backups. */
const contentColumns: readonly Column<WithManifest>[] = [
  {
    key: 'bytes',
    heading: 'SIZE',
    value: ({manifest}) => bytesOf(manifest),
    text: ({manifest}) => (manifest ? formatSize(bytesOf(manifest) ?? 0) : '-'),
    align: 'right',
    shown: 'table',
  },
  {key: 'tables', value: ({manifest}) => tablesOf(manifest)?.length ?? null, align: 'right', shown: 'table'},
  {
    key: 'rows',
    value: ({manifest}) => tablesOf(manifest)?.reduce((sum, {rows}) => sum + rows, 0) ?? null,
    align: 'right',
    shown: 'table',
  },
  {key: 'keys', value: ({manifest}) => manifest?.etcd?.keys ?? null, align: 'right', shown: 'table'},
  {key: 'revision', value: ({manifest}) => manifest?.etcd?.revision ?? null, shown: 'data'},
  {key: 'format', value: ({manifest}) => manifest?.database?.dumpFormat ?? null, shown: 'wide'},
  {key: 'compression', value: ({manifest}) => manifest?.compression ?? null, shown: 'wide'},
  {key: 'encryption', value: ({manifest}) => manifest?.encryption ?? null, shown: 'wide'},
  {key: 'host', value: ({manifest}) => manifest?.host ?? null, shown: 'wide'},
  {key: 'versions', value: ({manifest}) => manifest?.versions ?? null, shown: 'data'},
  {key: 'files', value: ({manifest}) => manifest?.files ?? [], shown: 'data'},
]

/** What `ops backup db`, `etcd` and `all` made. */
export const outcomeView: View<BackupOutcome> = {
  columns: [
    {key: 'kind', value: (row) => row.kind, shown: 'table', keep: true},
    {
      key: 'outcome',
      value: (row) => row.outcome,
      tone: (row) => (row.outcome === 'done' ? 'good' : 'bad'),
      shown: 'table',
    },
    {key: 'id', value: (row) => row.id, shown: 'table', keep: true},
    ...contentColumns,
    {key: 'seconds', value: (row) => row.seconds, align: 'right', shown: 'table'},
    {key: 'path', value: (row) => row.path, shown: 'wide'},
    {key: 'removed', value: (row) => [...row.removed], shown: 'wide'},
    {key: 'error', value: (row) => row.error, shown: 'table'},
    {key: 'code', value: (row) => row.code, shown: 'data'},
  ],
  name: (row) => row.id ?? '',
  id: (row) => row.id ?? '',
  empty: 'Nothing was backed up.',
}

/** What `ops backup list` shows. */
export const backupListView: View<BackupLine> = {
  columns: [
    {key: 'id', value: (row) => row.id, shown: 'table'},
    {key: 'kind', value: (row) => row.kind, shown: 'table'},
    {
      key: 'createdAt',
      heading: 'AGE',
      value: (row) => row.createdAt.toISOString(),
      text: (row) => ageOf(row.createdAt.toISOString()),
      shown: 'table',
    },
    {
      key: 'state',
      value: (row) => row.state,
      tone: (row) => (row.state === 'good' ? 'good' : 'bad'),
      shown: 'table',
      keep: true,
    },
    ...contentColumns,
    {key: 'problem', value: (row) => row.problem, minWidth: 16, shown: 'table'},
    {key: 'path', value: (row) => row.path, shown: 'wide'},
  ],
  name: (row) => row.id,
  id: (row) => row.id,
  empty: 'There is no backup here. Make one with `bai ops backup all`.',
}

/** What `ops backup verify` found. */
export const verifyView: View<VerifyLine> = {
  columns: [
    {key: 'id', value: (row) => row.id, shown: 'table'},
    {key: 'kind', value: (row) => row.kind, shown: 'wide'},
    {
      key: 'result',
      value: (row) => row.result,
      tone: (row) => (row.result === 'good' ? 'good' : 'bad'),
      shown: 'table',
      keep: true,
    },
    {key: 'tables', value: (row) => row.tables, align: 'right', shown: 'table'},
    {key: 'rows', value: (row) => row.rows, align: 'right', shown: 'table'},
    {key: 'keys', value: (row) => row.keys, align: 'right', shown: 'table'},
    {key: 'problem', value: (row) => row.problem, minWidth: 16, shown: 'table'},
    {key: 'code', value: (row) => row.code, shown: 'data'},
  ],
  name: (row) => row.id,
  id: (row) => row.id,
  empty: 'There was nothing to verify.',
}

/** What `ops backup prune` keeps and removes. */
export const pruneView: View<PruneLine> = {
  columns: [
    {key: 'id', value: (row) => row.id, shown: 'table'},
    {key: 'kind', value: (row) => row.kind, shown: 'wide'},
    {
      key: 'createdAt',
      heading: 'AGE',
      value: (row) => row.createdAt.toISOString(),
      text: (row) => ageOf(row.createdAt.toISOString()),
      shown: 'table',
    },
    {
      key: 'action',
      value: (row) => row.action,
      tone: (row) => (row.action === 'keep' ? 'good' : row.action === 'remove' ? 'muted' : 'bad'),
      shown: 'table',
      keep: true,
    },
    {key: 'why', value: (row) => row.why, minWidth: 16, shown: 'table'},
  ],
  name: (row) => row.id,
  id: (row) => row.id,
  empty: 'There is no backup here.',
}

/** What `--dry-run` shows of work that is commands. */
export const plannedView: View<PlannedBackup> = {
  columns: [
    {key: 'kind', value: (row) => row.kind, shown: 'data'},
    {key: 'command', value: (row) => row.command, shown: 'table', keep: true},
  ],
  name: (row) => row.command,
  id: (row) => row.command,
  empty: 'Nothing would be done.',
}

function bytesOf(manifest: Manifest | null): Json & (number | null) {
  return manifest?.files.reduce((sum, {bytes}) => sum + bytes, 0) ?? null
}

function tablesOf(manifest: Manifest | null): {rows: number}[] | undefined {
  return manifest?.database?.databases.flatMap((database) => database.tables)
}

/** What `ops backup redis` tells. */
export const redisView: View<{service: string; needed: boolean; explanation: string}> = {
  columns: [
    {key: 'service', value: (row) => row.service, shown: 'data'},
    {key: 'needed', label: 'Backup needed', value: (row) => row.needed, shown: 'table'},
    {key: 'explanation', label: 'Why', value: (row) => row.explanation, shown: 'table'},
  ],
  name: (row) => row.service,
  id: (row) => row.service,
  empty: '',
}
