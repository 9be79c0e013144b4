import {formatDuration, readSlots, type Explanation} from '../../sdk/index.js'
import {amountsText} from '../session/rows.js'
import type {View} from '../output/view.js'

/** `session why` in the formats for programs, and as a table with `-o wide`. */
export const whyView: View<Explanation> = {
  columns: [
    {key: 'name', value: (row) => row.name, shown: 'table'},
    {key: 'id', value: (row) => row.id, text: (row) => row.id.slice(0, 8), shown: 'table'},
    {key: 'status', value: (row) => row.status, shown: 'table'},
    {key: 'code', value: (row) => row.code, shown: 'table'},
    {key: 'needs', value: (row) => row.needs, text: (row) => amounts(row.needs), shown: 'table'},
    {
      key: 'bestNode',
      value: (row) => (row.bestNode === null ? null : {...row.bestNode}),
      text: (row) => (row.bestNode === null ? '' : `${row.bestNode.id}: ${amounts(row.bestNode.free)}`),
      shown: 'table',
    },
    {key: 'shortBy', value: (row) => row.shortBy, text: (row) => amounts(row.shortBy), shown: 'table'},
    {key: 'position', value: (row) => row.position, align: 'right', shown: 'table'},
    {key: 'positionScope', value: (row) => row.positionScope, shown: 'data'},
    {
      key: 'freedBy',
      value: (row) => row.freedBy.map((one) => ({...one})),
      text: (row) => row.freedBy.map((one) => one.name).join(', '),
      shown: 'table',
    },
    {key: 'fitsNow', value: (row) => row.fitsNow, shown: 'data'},
    {key: 'managerWords', value: (row) => row.managerWords, shown: 'data'},
    {key: 'waitsFor', value: (row) => row.waitsFor.map((one) => ({...one})), shown: 'data'},
    {key: 'startsAt', value: (row) => row.startsAt, shown: 'data'},
    {key: 'waitedMs', value: (row) => row.waitedMs, drifts: true, shown: 'data'},
  ],
  name: (row) => row.name,
  id: (row) => row.id,
  empty: 'No session is waiting.',
}

/** The explanation for people: a heading, the numbers, and what to do. */
export function whyLines(why: Explanation): string[] {
  const lines: [string, string][] = [
    ['Reason', `${whySentence(why)} (${why.code})`],
    ...needLines(why),
    ...placeLines(why),
    ...wayOutLines(why),
    ...why.managerWords
      .flatMap((words) => words.trimEnd().split('\n'))
      .map((words, i): [string, string] => [i === 0 ? 'Manager' : '', words]),
  ]
  return [
    `${why.name}  ${why.status}  ${why.id}`,
    ...lines.map(([key, text]) => `  ${key.padEnd(9)} ${text}`),
  ]
}

function needLines(why: Explanation): [string, string][] {
  if (why.positionScope === null) return []
  return [
    ['Needs', amounts(why.needs)],
    ...(why.bestNode
      ? ([['Best node', `${why.bestNode.id} has ${amounts(why.bestNode.free)} free`]] as [string, string][])
      : []),
    ...(Object.keys(why.shortBy).length > 0
      ? ([['Short by', amounts(why.shortBy)]] as [string, string][])
      : []),
  ]
}

function placeLines(why: Explanation): [string, string][] {
  if (why.position === null) return []
  const scope = why.positionScope === 'visible' ? ' among the sessions you can see' : ''
  const waited = why.waitedMs === null ? '' : `; waiting for ${formatDuration(why.waitedMs)}`
  return [['Queue', `number ${why.position}${scope}${waited}`]]
}

function wayOutLines(why: Explanation): [string, string][] {
  const lines: [string, string][] = []
  const names = why.freedBy.map((one) => one.name)
  if (names.length > 0) {
    const frees = why.freedBy.map((one) => `${one.name} (frees ${amounts(one.frees)})`).join(' and ')
    lines.push(['Freed by', `the end of ${frees}`], ['', `bai session rm ${names.join(' ')}`])
  }
  const fits = Object.entries(why.fitsNow).filter(([, amount]) => Number(amount) > 0)
  if (fits.length > 0) lines.push(['Fits now', `${amounts(Object.fromEntries(fits))} at most`])
  return lines
}

/** The reason as a sentence for people. */
export function whySentence(why: Explanation): string {
  switch (why.code) {
    case 'NOT_WAITING':
      return 'It is running; it waits for nothing.'
    case 'STARTING':
      return 'It has its place and is being started.'
    case 'ENDED':
      return 'It has ended.'
    case 'FAILED':
      return 'It failed.'
    case 'CANCELLED':
      return 'It was cancelled before it ran.'
    case 'WAITS_FOR_TIME':
      return `It shall not start before ${why.startsAt ?? 'its time'}.`
    case 'WAITS_FOR_SESSION':
      return `It waits for ${why.waitsFor.map((one) => `${one.name} (${one.status})`).join(', ')}.`
    case 'OVER_QUOTA':
      return 'A limit of your keypair or project is used up; end sessions of yours, or ask for more.'
    case 'NO_AGENT':
      return 'No agent of its resource group is alive and takes sessions.'
    case 'TOO_LARGE':
      return 'No agent is large enough, even when empty. Ask for less.'
    case 'NO_FREE_RESOURCES':
      return 'No agent has enough free.'
    case 'BEHIND_OTHERS':
      return 'It would fit, but others are in front of it in the queue.'
    case 'NOT_TRIED_YET':
      return 'It fits; the scheduler has not come to it yet.'
    case 'UNKNOWN':
      return 'This manager hides its agents from your account; only its own words are known.'
  }
}

function amounts(slots: Readonly<Record<string, string>>): string {
  return amountsText(readSlots(slots))
}
