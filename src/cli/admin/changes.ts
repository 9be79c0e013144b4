import {Flags} from '@oclif/core'
import {formatDecimal, readAmount, type Props} from '../../sdk/index.js'
import {UsageError} from '../errors.js'
import {outputFlags} from '../flags.js'
import type {Json, View} from '../output/view.js'
import {pairs} from '../command-words.js'

/** Flags of commands that change something. */
export const changeFlags = {
  'dry-run': Flags.boolean({summary: 'Show what would change; change nothing.'}),
  ...outputFlags,
}

/** Flags of commands that take something away, or that hit everybody: they ask first. */
export const dangerFlags = {yes: Flags.boolean({char: 'y', summary: 'Do not ask.'}), ...changeFlags}

/** One value that a command changes, as `--dry-run` shows it and as it is told afterwards. */
export interface ChangeLine {
  action: string
  kind: string
  name: string
  /** Null when the thing as a whole is meant. */
  field: string | null
  from: Json
  to: Json
  /** False with --dry-run. */
  done: boolean
}

/** What will be done to which thing. */
export interface Change {
  /** `create`, `update`, `remove`, … */
  action: string
  /** `user`, `keypair`, … */
  kind: string
  name: string
  /** Values to set; undefined ones stay as they are. */
  props?: Props
  /** The thing as it is: only what differs is told. */
  was?: Readonly<Record<string, unknown>>
  /** Names of props whose values must not be shown. */
  secret?: readonly string[]
}

/** The lines of a change: one for each value, or one for the whole thing. */
export function changeLines({action, kind, name, props, was, secret = []}: Change): ChangeLine[] {
  const line = (field: string | null, from: Json, to: Json): ChangeLine => ({
    ...{action, kind, name, field, from, to},
    done: false,
  })
  const values = Object.entries(props ?? {}).filter(([, value]) => value !== undefined)
  if (values.length === 0) return [line(null, null, null)]
  const hidden = (field: string, value: Json): Json => (secret.includes(field) ? '(hidden)' : value)
  return values
    .map(([field, value]) => line(field, asJson(was?.[field] ?? null), hidden(field, asJson(value))))
    .filter(({from, to}) => was === undefined || JSON.stringify(from) !== JSON.stringify(to))
}

/** The values that were given, when there are some. @throws UsageError otherwise */
export function someOf(props: Props): Props {
  if (Object.values(props).some((value) => value !== undefined)) return props
  throw new UsageError('Say what to change.', ["See the command's flags with --help."])
}

/** Reads `--slot cpu=4` words; undefined when there are none. */
export function slotsOf(words: readonly string[] | undefined): Record<string, string> | undefined {
  if (words === undefined) return undefined
  return Object.fromEntries(
    Object.entries(pairs('--slot', words)).map(([slot, text]) => [
      slot,
      formatDecimal(readAmount(slot, text)),
    ]),
  )
}

/** `--slot`, for limits and presets. */
export const slotFlag = (summary: string) =>
  Flags.string({summary, multiple: true, multipleNonGreedy: true, helpValue: 'SLOT=AMOUNT'})

/** `--active` and `--no-active`. */
export const activeFlag = Flags.boolean({summary: 'In use (--no-active: switched off).', allowNo: true})

/** Shows changes, planned or done. */
export const changeView: View<ChangeLine> = {
  columns: [
    {key: 'action', value: (row) => row.action, shown: 'table'},
    {key: 'kind', value: (row) => row.kind, shown: 'table'},
    {key: 'name', value: (row) => row.name, minWidth: 12, shown: 'table'},
    {key: 'field', value: (row) => row.field, shown: 'table'},
    {key: 'from', value: (row) => row.from, shown: 'table'},
    {key: 'to', value: (row) => row.to, shown: 'table'},
    {key: 'done', value: (row) => row.done, shown: 'table'},
  ],
  name: (row) => row.name,
  id: (row) => row.name,
  empty: 'Nothing differs; nothing was changed.',
}

/** Props are made of texts, numbers, switches, lists and objects of them. */
function asJson(value: unknown): Json {
  return value as Json
}
