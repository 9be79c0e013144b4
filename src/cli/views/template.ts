import {readSlots, type SessionTemplate} from '../../sdk/index.js'
import type {Column, DetailView, View} from '../output/view.js'
import {amountsText} from '../session/rows.js'
import {shortImage} from './session.js'

const columns: readonly Column<SessionTemplate>[] = [
  {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'},
  {key: 'id', value: (row) => row.id, text: (row) => row.id.slice(0, 8), shown: 'table'},
  {key: 'owner', value: (row) => row.owner, shown: 'table'},
  {key: 'type', value: (row) => row.document.spec.session_type, shown: 'table'},
  {
    key: 'resources',
    value: (row) => row.document.spec.resources,
    text: (row) => amountsText(readSlots(row.document.spec.resources)),
    shown: 'table',
  },
  {
    key: 'image',
    value: (row) => row.document.spec.kernel.image,
    text: (row) => shortImage(row.document.spec.kernel.image),
    shown: 'table',
  },
  {key: 'resourceGroup', heading: 'GROUP', value: (row) => row.document.spec.scaling_group, shown: 'wide'},
  {key: 'project', value: (row) => row.project, shown: 'wide'},
  {key: 'createdAt', heading: 'CREATED', value: (row) => row.createdAt, shown: 'wide'},
  {key: 'isOwner', value: (row) => row.isOwner, shown: 'data'},
  {key: 'ownerId', value: (row) => row.ownerId, shown: 'data'},
  {key: 'projectId', value: (row) => row.projectId, shown: 'data'},
]

/** `session template list`. */
export const templateView: View<SessionTemplate> = {
  columns,
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'There are no session templates. `bai session template create NAME --file FILE` keeps one.',
}

/** `session template get`. */
export const templateDetailView: DetailView<SessionTemplate> = {
  columns: [
    ...columns.map((column) => ({...column, shown: 'table' as const})),
    {
      key: 'command',
      value: ({document}) => document.spec.kernel.run?.startup_command ?? null,
      shown: 'table',
    },
    {key: 'environment', value: (row) => Object.keys(row.document.spec.kernel.environ), shown: 'table'},
    {key: 'mounts', value: (row) => Object.keys(row.document.spec.mounts), shown: 'table'},
    {key: 'document', value: (row) => row.document, text: () => '(see -o yaml)', shown: 'data'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
}

/** What was done with a template, or would be. */
export interface ChangedTemplate {
  /** `create`, `update`, `remove`. */
  action: string
  /** Empty for one that is not made yet. */
  id: string
  name: string
  owner: string | null
  /** What it says then; null when it is removed. */
  document: SessionTemplate['document'] | null
  /** False with --dry-run. */
  done: boolean
}

export const changedTemplateView: View<ChangedTemplate> = {
  columns: [
    {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'},
    {key: 'id', value: (row) => row.id, shown: 'table'},
    {key: 'action', value: (row) => row.action, shown: 'table'},
    {key: 'owner', value: (row) => row.owner, shown: 'wide'},
    {key: 'document', value: (row) => row.document, shown: 'data'},
    {key: 'done', value: (row) => row.done, shown: 'table'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'Nothing was changed.',
}
