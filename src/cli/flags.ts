import {Flags} from '@oclif/core'
import {parseFormat, type Format} from './output/format.js'
import type {RenderOptions} from './output/render.js'
import {parseDuration, parseSize, InvalidValueError} from '../sdk/index.js'
import {UsageError} from './errors.js'

/** How the result is shown; every command that has one takes these. */
export const outputFlags = {
  output: Flags.string({
    char: 'o',
    summary: 'table, wide, json, yaml, csv, ndjson, name or template=…',
    helpValue: 'FORMAT',
    helpGroup: 'OUTPUT',
  }),
  json: Flags.boolean({summary: 'Same as -o json.', exclusive: ['output'], helpGroup: 'OUTPUT'}),
  quiet: Flags.boolean({char: 'q', summary: 'Print ids only, one a line.', helpGroup: 'OUTPUT'}),
  columns: Flags.string({summary: 'Columns to show: a,b,c.', helpValue: 'LIST', helpGroup: 'OUTPUT'}),
  header: Flags.boolean({
    summary: 'Print the heading (--no-header leaves it out).',
    allowNo: true,
    default: true,
    helpGroup: 'OUTPUT',
  }),
}

/** For lists, besides `outputFlags`. */
export const listFlags = {
  ...outputFlags,
  sort: Flags.string({
    summary: 'Sort by columns; - before a name turns it round.',
    helpValue: '[-]COL',
    helpGroup: 'OUTPUT',
  }),
  filter: Flags.string({
    summary: 'Only rows that match: k=v, k!=v, k~text, k>n.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'K=V',
    helpGroup: 'OUTPUT',
  }),
  limit: Flags.integer({summary: 'At most this many rows.', min: 0, helpGroup: 'OUTPUT'}),
}

export const watchFlag = Flags.boolean({
  char: 'w',
  summary: 'Show again at every change.',
  helpGroup: 'OUTPUT',
})

/** A flag whose value is a duration; milliseconds. */
export const durationFlag = typed(parseDuration, 'DURATION')
/** A flag whose value is a size; bytes. */
export const sizeFlag = typed(parseSize, 'SIZE')

/** Values of the output flags after parsing. */
export interface OutputFlagValues {
  output?: string | undefined
  json?: boolean
  quiet?: boolean
  columns?: string | undefined
  header?: boolean
  sort?: string | undefined
  filter?: string[] | undefined
  limit?: number | undefined
}

/** What the renderer is told by the flags. */
export function renderOptions(flags: OutputFlagValues): RenderOptions {
  return {
    format: formatOf(flags),
    columns: flags.columns,
    sort: flags.sort,
    filter: flags.filter,
    header: flags.header ?? true,
    quiet: flags.quiet ?? false,
    limit: flags.limit,
  }
}

/** The format the flags ask for. */
export function formatOf(flags: OutputFlagValues): Format {
  if (flags.json) return {kind: 'json'}
  return flags.output === undefined ? {kind: 'table'} : parseFormat(flags.output)
}

function typed(parse: (text: string) => number, helpValue: string) {
  return Flags.custom<number>({
    helpValue,
    parse: async (input, _context, options) => {
      try {
        return parse(input)
      } catch (error) {
        if (!(error instanceof InvalidValueError)) throw error
        throw new UsageError(`--${options.name}: ${error.message}`)
      }
    },
  })
}
