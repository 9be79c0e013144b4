import {
  Decimal,
  formatDuration,
  isAcceleratorSlot,
  queuedMs,
  ranMs,
  readSlots,
  type Session,
} from '../../sdk/index.js'
import type {View} from '../output/view.js'
import {gpuAmount, shortImage, toneOf} from './session.js'

const HOUR_MS = 3_600_000

/** GPU amount times hours, three decimals; null without GPU or run. */
export function gpuHours(session: Session): string | null {
  const ran = ranMs(session)
  const slots = [...readSlots(session.requestedSlots)].filter(([slot]) => isAcceleratorSlot(slot))
  const amount = slots.reduce((sum, [, value]) => sum.plus(value), new Decimal(0))
  if (ran === null || amount.isZero()) return null
  return amount.times(ran).div(HOUR_MS).toDecimalPlaces(3).toFixed()
}

/** `session history`. */
export const historyView: View<Session> = {
  columns: [
    {key: 'name', value: (row) => row.name, shown: 'table'},
    {key: 'id', value: (row) => row.id, text: (row) => row.id.slice(0, 8), shown: 'table'},
    {key: 'status', value: (row) => row.status, tone: toneOf, shown: 'table'},
    {key: 'result', value: (row) => (row.result === 'undefined' ? null : row.result), shown: 'table'},
    {key: 'reason', value: (row) => row.failure ?? row.statusInfo, shown: 'table'},
    {key: 'gpu', value: (row) => gpuAmount(row.requestedSlots), align: 'right', shown: 'table'},
    {
      key: 'queuedMs',
      heading: 'QUEUED',
      value: queuedMs,
      text: (row) => durationText(queuedMs(row)),
      align: 'right',
      shown: 'table',
    },
    {
      key: 'ranMs',
      heading: 'RAN',
      value: ranMs,
      text: (row) => durationText(ranMs(row)),
      align: 'right',
      shown: 'table',
    },
    {key: 'gpuHours', heading: 'GPU HOURS', value: gpuHours, align: 'right', shown: 'table'},
    {key: 'image', value: (row) => row.image, text: (row) => shortImage(row.image), shown: 'table'},
    {key: 'createdAt', value: (row) => row.createdAt, shown: 'wide'},
    {key: 'terminatedAt', heading: 'ENDED', value: (row) => row.terminatedAt, shown: 'wide'},
    {key: 'user', value: (row) => row.user, shown: 'wide'},
    {key: 'project', value: (row) => row.project, shown: 'data'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'No session has ended yet.',
}

function durationText(ms: number | null): string {
  return ms === null ? '' : formatDuration(ms)
}
