import {
  Decimal,
  formatDuration,
  formatSize,
  isAcceleratorSlot,
  phaseOf,
  readSlots,
  type Session,
  type SlotAmounts,
} from '../../sdk/index.js'
import type {Column, Tone, View} from '../output/view.js'

/** A session as lists show it: with the reason it waits and its place in the queue, where they are known. */
export interface SessionRow extends Session {
  reason: string | null
  position: number | null
}

/** Total of all accelerator slots as text: `0.4`; null when there is none. */
export function gpuAmount(slots: SlotAmounts): string | null {
  const accelerators = Object.entries(slots).filter(([slot]) => isAcceleratorSlot(slot))
  if (accelerators.length === 0) return null
  const sum = [...readSlots(Object.fromEntries(accelerators)).values()]
    .filter((amount) => amount.gt(0))
    .reduce((total, amount) => total.plus(amount), new Decimal(0))
  return sum.isZero() ? null : sum.toFixed()
}

/** The last part of an image reference, which is what people recognise it by. */
export function shortImage(reference: string): string {
  return reference.split('/').at(-1) ?? reference
}

/** Time since an ISO-8601 moment, as `5m12s`. */
export function ageOf(since: string | null, now: number = Date.now()): string {
  return since === null ? '' : formatDuration(now - Date.parse(since))
}

/** The colour of a status. */
export function toneOf(session: {status: string; result?: string}): Tone {
  switch (phaseOf(session.status)) {
    case 'running':
      return 'good'
    case 'queued':
    case 'starting':
    case 'ending':
      return 'busy'
    case 'failed':
      return 'bad'
    case 'ended':
      return session.result === 'failure' ? 'bad' : 'muted'
  }
}

function bytesOf(slots: SlotAmounts): number | null {
  const amount = slots['mem']
  return amount === undefined ? null : Number(amount)
}

const name: Column<SessionRow> = {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'}
const id: Column<SessionRow> = {
  key: 'id',
  value: (row) => row.id,
  text: (row) => row.id.slice(0, 8),
  shown: 'table',
}
const status: Column<SessionRow> = {
  key: 'status',
  value: (row) => row.status,
  tone: toneOf,
  keep: true,
  shown: 'table',
}
const reason: Column<SessionRow> = {key: 'reason', value: (row) => row.reason, minWidth: 16, shown: 'table'}
const gpu: Column<SessionRow> = {
  key: 'gpu',
  value: (row) => gpuAmount(row.requestedSlots),
  align: 'right',
  shown: 'table',
}
const image: Column<SessionRow> = {
  key: 'image',
  value: (row) => row.image,
  text: (row) => shortImage(row.image),
  shown: 'table',
}
const group: Column<SessionRow> = {
  key: 'resourceGroup',
  heading: 'GROUP',
  value: (row) => row.resourceGroup,
  shown: 'wide',
}
const position: Column<SessionRow> = {
  key: 'position',
  heading: 'POS',
  value: (row) => row.position,
  align: 'right',
  shown: 'wide',
}

const details: readonly Column<SessionRow>[] = [
  {key: 'user', value: (row) => row.user, shown: 'wide'},
  {key: 'tag', value: (row) => row.tag, shown: 'wide'},
  {
    key: 'result',
    value: (row) => (row.result === 'undefined' ? null : row.result),
    shown: 'wide',
  },
  {key: 'type', value: (row) => row.type, shown: 'data'},
  {key: 'project', value: (row) => row.project, shown: 'data'},
  {key: 'domain', value: (row) => row.domain, shown: 'data'},
  {key: 'slots', value: (row) => row.requestedSlots, shown: 'data'},
  {key: 'priority', value: (row) => row.priority, shown: 'data'},
  {key: 'createdAt', value: (row) => row.createdAt, shown: 'data'},
  {key: 'terminatedAt', value: (row) => row.terminatedAt, shown: 'data'},
]

/** `session list`. */
export const sessionListView: View<SessionRow> = {
  columns: [
    name,
    id,
    status,
    reason,
    gpu,
    {
      key: 'cpu',
      value: (row) => row.requestedSlots['cpu'] ?? null,
      align: 'right',
      shown: 'table',
    },
    {
      key: 'mem',
      value: (row) => bytesOf(row.requestedSlots),
      text: (row) => compactSize(bytesOf(row.requestedSlots)),
      align: 'right',
      shown: 'table',
    },
    image,
    {
      key: 'age',
      drifts: true,
      value: (row) => (row.createdAt === null ? null : Math.max(0, Date.now() - Date.parse(row.createdAt))),
      text: (row) => ageOf(row.createdAt),
      align: 'right',
      shown: 'table',
    },
    {
      key: 'agent',
      value: (row) => row.agents,
      text: (row) => row.agents.join(','),
      shown: 'wide',
    },
    group,
    position,
    ...details,
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'No sessions. Start one with `bai session create`; ended ones are shown with -a.',
}

/** What `session create` made. */
export const sessionCreateView: View<SessionRow> = {
  columns: [
    name,
    id,
    status,
    gpu,
    image,
    {...group, shown: 'table'},
    {...position, shown: 'table'},
    reason,
    ...details.map((column) => ({...column, shown: 'data' as const})),
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'No session was created.',
}

/** `8g`, `512m`: sizes the way they are typed. */
function compactSize(bytes: number | null): string {
  return bytes === null
    ? ''
    : formatSize(bytes).replace(/ ([KMGTPE])iB$/, (_, unit: string) => unit.toLowerCase())
}
