import {formatDecimal, formatSize, isByteSlot, readSlots, type Quota} from '../../sdk/index.js'
import {parseDecimal} from '../../sdk/index.js'
import {section} from '../output/detail.js'
import type {Column, DetailView} from '../output/view.js'
import {amountsText} from '../session/rows.js'

type Line = Quota['limits'][number]
type FitRow = Quota['fits'][number]

const limitColumns: readonly Column<Line>[] = [
  {key: 'scope', value: (row) => row.scope, shown: 'table'},
  {key: 'slot', value: (row) => row.slot, shown: 'table'},
  amount('used', (row) => row.used),
  amount('limit', (row) => row.limit),
  amount('left', (row) => row.left),
]

const fitColumns: readonly Column<FitRow>[] = [
  {key: 'resourceGroup', heading: 'GROUP', value: (row) => row.resourceGroup, shown: 'table'},
  {key: 'agent', value: (row) => row.fit?.agent ?? null, shown: 'table'},
  {
    key: 'slots',
    heading: 'LARGEST SESSION',
    value: (row) => row.fit?.slots ?? null,
    text: (row) => amountsText(readSlots(row.fit?.slots ?? {})),
    shown: 'table',
  },
]

/** `quota`. */
export const quotaView: DetailView<Quota> = {
  name: (row) => row.project,
  id: (row) => row.project,
  columns: [
    {key: 'project', value: (row) => row.project, shown: 'table'},
    {
      key: 'sessions',
      value: (row) => row.sessions,
      text: ({sessions}) => `${sessions.used ?? '?'} of ${sessions.limit ?? 'any number'}`,
      shown: 'table',
    },
  ],
  sections: [
    section({key: 'limits', heading: 'Limits', items: (row: Quota) => row.limits, columns: limitColumns}),
    section({key: 'fits', heading: 'Fits now', items: (row: Quota) => row.fits, columns: fitColumns}),
  ],
}

function amount(key: string, value: (row: Line) => string | null): Column<Line> {
  return {key, value, text: (row) => shown(row.slot, value(row)), align: 'right', shown: 'table'}
}

function shown(slot: string, text: string | null): string {
  if (text === null) return 'no limit'
  const number = parseDecimal(text)
  return isByteSlot(slot) ? formatSize(number.toNumber()) : formatDecimal(number)
}
