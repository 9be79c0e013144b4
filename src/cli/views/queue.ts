import {formatDuration, readSlots, type QueueEntry, type QueueStats} from '../../sdk/index.js'
import type {Column, View} from '../output/view.js'
import {sparkline, type QueueDepth} from '../queue/depth.js'
import {amountsText} from '../session/rows.js'
import {whySentence} from './why.js'

/** `queue list`: who waits, in which order, and for what. */
export const queueView: View<QueueEntry> = {
  columns: [
    {key: 'position', heading: 'POS', value: ({why}) => why.position, align: 'right', shown: 'table'},
    {key: 'name', value: ({session}) => session.name, minWidth: 12, shown: 'table'},
    {
      key: 'id',
      value: ({session}) => session.id,
      text: ({session}) => session.id.slice(0, 8),
      shown: 'table',
    },
    {
      key: 'needs',
      value: ({why}) => why.needs,
      text: ({why}) => amountsText(readSlots(why.needs)),
      shown: 'table',
    },
    {key: 'code', value: ({why}) => why.code, shown: 'data'},
    {
      key: 'waitsFor',
      value: ({why}) => whySentence(why),
      minWidth: 16,
      shown: 'table',
    },
    {
      key: 'shortBy',
      value: ({why}) => why.shortBy,
      text: ({why}) => amountsText(readSlots(why.shortBy)),
      shown: 'table',
    },
    {
      key: 'waitedMs',
      drifts: true,
      heading: 'WAITED',
      value: ({why}) => why.waitedMs,
      text: ({why}) => durationText(why.waitedMs),
      align: 'right',
      shown: 'table',
    },
    {key: 'priority', value: ({session}) => session.priority, align: 'right', shown: 'wide'},
    {key: 'user', value: ({session}) => session.user, shown: 'wide'},
    {key: 'resourceGroup', heading: 'GROUP', value: ({session}) => session.resourceGroup, shown: 'wide'},
    {
      key: 'freedBy',
      value: ({why}) => why.freedBy.map(({name}) => name),
      text: ({why}) => why.freedBy.map(({name}) => name).join(', '),
      shown: 'wide',
    },
    {key: 'positionScope', value: ({why}) => why.positionScope, shown: 'data'},
    {key: 'fitsNow', value: ({why}) => why.fitsNow, shown: 'data'},
    {key: 'managerWords', value: ({why}) => why.managerWords, shown: 'data'},
  ],
  name: ({session}) => session.name,
  id: ({session}) => session.id,
  empty: 'Nobody waits, as far as your account can see.',
}

/** `queue stats`: one line for each resource group. */
export const queueStatsView: View<QueueStats> = {
  columns: countColumns(),
  name: (row) => row.resourceGroup,
  id: (row) => row.resourceGroup,
  empty: 'There is no agent and no session that your account can see.',
}

const WATCHED = ['resourceGroup', 'waiting', 'starting', 'running', 'free']

/** `queue watch`: the same with a plot of the queue's length. */
export const queueDepthView: View<QueueDepth> = {
  ...queueStatsView,
  columns: [
    ...countColumns<QueueDepth>().filter(({key}) => WATCHED.includes(key)),
    // The plot moves on at every look; only a new length counts as a change.
    {
      key: 'depth',
      value: (row) => row.waiting,
      text: (row) => sparkline(row.depths),
      keep: true,
      shown: 'table',
    },
  ],
}

function countColumns<Row extends QueueStats>(): Column<Row>[] {
  return [
    {key: 'resourceGroup', heading: 'GROUP', value: (row) => row.resourceGroup, shown: 'table'},
    {key: 'waiting', value: (row) => row.waiting, align: 'right', shown: 'table'},
    {key: 'starting', value: (row) => row.starting, align: 'right', shown: 'wide'},
    {key: 'running', value: (row) => row.running, align: 'right', shown: 'table'},
    duration('longestWaitMs', 'LONGEST WAIT', (row) => row.longestWaitMs),
    duration('medianWaitMs', 'MEDIAN', (row) => row.medianWaitMs),
    duration('slowWaitMs', '95%', (row) => row.slowWaitMs),
    {key: 'started', value: (row) => row.started, align: 'right', shown: 'wide'},
    {key: 'agents', value: (row) => row.agents, align: 'right', shown: 'table'},
    {
      key: 'free',
      value: (row) => row.free,
      text: (row) => amountsText(readSlots(row.free)),
      minWidth: 16,
      shown: 'table',
    },
    {
      key: 'largestFree',
      heading: 'FREE ON ONE AGENT',
      value: (row) => row.largestFree,
      text: (row) => amountsText(readSlots(row.largestFree)),
      shown: 'wide',
    },
  ]
}

function duration<Row>(key: string, heading: string, value: (row: Row) => number | null): Column<Row> {
  return {key, heading, value, text: (row) => durationText(value(row)), align: 'right', shown: 'table'}
}

function durationText(ms: number | null): string {
  return ms === null ? '' : formatDuration(ms)
}
