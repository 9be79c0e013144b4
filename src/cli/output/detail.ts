import {paint} from './colour.js'
import {isForPeople} from './format.js'
import {objectOf} from './json.js'
import type {ShowOptions} from './options.js'
import {rulerFor, type Ruler} from './ruler.js'
import {findColumn} from './select.js'
import {gridOf, layOut} from './table.js'
import type {Output} from './terminal.js'
import {oneLine, valueText} from './text.js'
import type {Column, DetailView, Section} from './view.js'

const INDENT = '  '
/** Values are wrapped only where this many cells are left for them. */
const NARROWEST = 20
const ABBREVIATIONS = new Set(['id', 'gpu', 'cpu', 'ip', 'url', 'os', 'uuid', 'shm', 'cuda', 'ssh', 'api'])

/** A list inside one thing: a table below its lines, an array in JSON. */
export function section<Row, Item>(definition: {
  key: string
  heading: string
  items: (row: Row) => readonly Item[]
  columns: readonly Column<Item>[]
}): Section<Row> {
  const {key, heading, items, columns} = definition
  return {
    key,
    heading,
    data: (row) => items(row).map((item) => objectOf(columns, item)),
    grid: (row, width) =>
      gridOf(
        columns.filter(({shown}) => shown === 'table' || shown === width),
        items(row),
      ),
  }
}

/** All columns of one thing, its sections among them. */
export function recordColumns<Row>(view: DetailView<Row>): Column<Row>[] {
  const sections = (view.sections ?? []).map((part): Column<Row> => ({
    key: part.key,
    heading: part.heading,
    value: (row) => part.data(row),
    shown: 'data',
  }))
  return [...view.columns, ...sections]
}

/** What the lines are made from. */
export interface DetailJob<Row> extends ShowOptions {
  view: DetailView<Row>
  out: Output
}

/**
 * One thing as `Key  value` lines, then its sections as tables. On a terminal long values are wrapped below each other;
 * elsewhere each value is one line. Without header: values and rows only.
 * @throws UsageError for unknown columns.
 */
export async function detailLines<Row>(row: Row, job: DetailJob<Row>): Promise<string[]> {
  const {view, format, columns} = job
  const all = recordColumns(view)
  const wanted = columns?.split(',').map((key) => findColumn(all, key, '--columns').key)
  const fields = wanted
    ? wanted.flatMap((key) => view.columns.filter((column) => column.key === key))
    : view.columns.filter(({shown}) => shown !== 'data' || format.kind === 'wide')
  const sections = (view.sections ?? []).filter(({key}) => wanted?.includes(key) ?? isForPeople(format))
  const blocks = [await fieldLines(row, fields, job)]
  for (const part of sections) blocks.push(await sectionLines(row, part, job))
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ['', ...block]))
}

async function fieldLines<Row>(
  row: Row,
  fields: readonly Column<Row>[],
  job: DetailJob<Row>,
): Promise<string[]> {
  const {out, header} = job
  const labels = header ? fields.map((field) => field.label ?? words(field.key)) : fields.map(() => '')
  const values = fields.map((field) => field.text?.(row) ?? valueText(field.value(row)))
  const ruler = await rulerFor([...labels, ...values.map(oneLine)])
  const column = Math.max(0, ...labels.map(ruler.width))
  const margin = header ? column + INDENT.length : 0
  return fields.flatMap((field, index) => {
    const label = labels[index] ?? ''
    const head = label.padEnd(label.length + margin - ruler.width(label))
    const tone = out.colour ? field.tone?.(row) : undefined
    return valueLines(values[index] ?? '', {out, width: out.columns - margin, ruler}).map(
      (line, nth) => (nth === 0 ? head : ' '.repeat(margin)) + paint(line, tone),
    )
  })
}

function valueLines(text: string, at: {out: Output; width: number; ruler: Ruler}): string[] {
  if (text.trim() === '') return ['-']
  if (!at.out.isTty) return [oneLine(text)]
  const lines = text.trimEnd().split(/\r?\n/).map(oneLine)
  return at.width < NARROWEST ? lines : lines.flatMap((line) => wrap(line, at.width, at.ruler))
}

/** Breaks at spaces. A longer word (an id, an address) stays whole, so that it can be copied. */
function wrap(line: string, width: number, ruler: Ruler): string[] {
  if (ruler.width(line) <= width) return [line]
  const lines: string[] = []
  for (const word of line.split(' ')) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last === undefined || ruler.width(longer) > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

async function sectionLines<Row>(row: Row, part: Section<Row>, job: DetailJob<Row>): Promise<string[]> {
  const {format, header, out} = job
  const grid = part.grid(row, format.kind === 'wide' ? 'wide' : 'table')
  if (grid.rows.length === 0) return []
  const width = out.isTty ? out.columns - INDENT.length : undefined
  const {lines} = await layOut(grid, {header, colour: out.colour, width})
  const table = lines.map((line) => INDENT + line)
  return header ? [oneLine(part.heading), ...table] : table
}

/** `createdAt` as `Created at`. */
function words(key: string): string {
  const parts = key.split(/[_\s.-]+|(?<=[a-z\d])(?=[A-Z])/).map((part) => part.toLowerCase())
  const text = parts.map((part) => (ABBREVIATIONS.has(part) ? part.toUpperCase() : part)).join(' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
