import {changeColumns, changesBetween, snapshotOf, type Change, type Snapshot} from './changes.js'
import {emitterFor} from './emitters.js'
import {formatName, isForPeople} from './format.js'
import {collect, emptyTally, selectorFor} from './query.js'
import {refuse} from './refuse.js'
import type {RenderOptions} from './options.js'
import {Screen} from './screen.js'
import {chooseColumns} from './select.js'
import {untilAborted} from './until-aborted.js'
import {gridOf, layOut} from './table.js'
import type {Output} from './terminal.js'
import type {Cell, Column, View} from './view.js'
import {Writer} from './writer.js'

/** Where a watched list goes, and until when. */
export interface WatchContext {
  out: Output
  /** Ends the watch. */
  signal: AbortSignal
  /** The clock; the system's when absent. */
  now?: () => Date
}

/** What all ways of watching share. */
interface Job<Row> extends WatchContext {
  columns: readonly Column<Row>[]
  view: View<Row>
  options: RenderOptions
  writer: Writer
}

/** Takes each snapshot and shows what is new in it. */
type Show<Row> = (rows: readonly Row[]) => Promise<void>

/**
 * Shows a list that changes (`-w`) until the signal fires or the source ends. On a terminal the table is drawn over
 * itself; elsewhere, and in the formats for programs, only changes are written: the rows of the first snapshot as
 * `added`, later `added`, `changed` and `removed`, told apart by `view.id`.
 * @throws UsageError for unknown columns, malformed filters, and for json and yaml, which are one document each.
 */
export async function watchList<Row>(
  snapshots: AsyncIterable<Iterable<Row>>,
  view: View<Row>,
  options: RenderOptions,
  context: WatchContext,
): Promise<void> {
  const {format} = options
  if (!options.quiet && (format.kind === 'json' || format.kind === 'yaml')) {
    throw refuse('--output', formatName(format), 'a format that --watch can write; use ndjson')
  }
  const columns = chooseColumns(view.columns, format, options.columns)
  const select = await selectorFor(options, view.columns)
  const writer = new Writer(context.out)
  const job = {...context, columns, view, options, writer}
  const screen = inPlace(job) ? new Screen(writer, context.out) : undefined
  try {
    const show = screen ? redrawing(job, screen) : await logging(job)
    for await (const rows of untilAborted(snapshots, context.signal)) {
      await show(await collect(select(rows, emptyTally())))
      if (!writer.open) break
    }
  } finally {
    await screen?.close()
    await writer.end()
  }
}

function inPlace<Row>({out, options}: Job<Row>): boolean {
  return (out.cursor ?? out.isTty) && isForPeople(options.format) && !options.quiet
}

/** The whole table, in place of the last one. */
function redrawing<Row>({columns, view, options, out}: Job<Row>, screen: Screen): Show<Row> {
  return async (rows) => {
    const {lines} = await layOut(gridOf(columns, rows), {
      header: options.header,
      colour: out.colour,
      width: out.columns,
    })
    await screen.draw(rows.length === 0 ? [view.empty] : atMost(lines, screen.height))
  }
}

function atMost(lines: readonly string[], height: number): readonly string[] {
  if (lines.length <= height) return lines
  const shown = lines.slice(0, Math.max(0, height - 1))
  return [...shown, `… ${lines.length - shown.length} more`]
}

/** One line or record for each change. */
async function logging<Row>(job: Job<Row>): Promise<Show<Row>> {
  const {columns, view, writer} = job
  const write = await changeWriter(job)
  let before: Snapshot<Row> | undefined
  return async (rows) => {
    const after = snapshotOf(rows, view.id, columns)
    if (before === undefined && rows.length === 0) job.out.stderr.write(`${view.empty}\n`)
    const changes = changesBetween(before ?? new Map(), after)
    before = after
    if (changes.length > 0) await writer.write(await write(changes))
  }
}

type ChangeWriter<Row> = (changes: readonly Change<Row>[]) => string | Promise<string>

async function changeWriter<Row>(job: Job<Row>): Promise<ChangeWriter<Row>> {
  const {view, options, out} = job
  const columns = changeColumns(job.columns)
  const emitter = await emitterFor({
    ...options,
    columns,
    view: {columns, name: ({row}) => view.name(row), id: ({row}) => view.id(row)},
    out,
  })
  if (emitter === undefined) return tableWriter(job, columns)
  let head = emitter.head ?? ''
  return (changes) => {
    const told = changes.filter(({change}) => change !== 'removed' || tellsChange(options))
    const text = head + told.map((change) => emitter.row(change, 0)).join('')
    head = ''
    return text
  }
}

/** Whether a record says what happened; names and ids alone would make a removed row look like a new one. */
function tellsChange({format, quiet}: RenderOptions): boolean {
  if (quiet || format.kind === 'name') return false
  return format.kind !== 'template' || /\{\{\s*\.?change\b/.test(format.template)
}

/** Rows of one growing table, each with its time. */
function tableWriter<Row>(
  {options, out, now = () => new Date()}: Job<Row>,
  columns: readonly Column<Change<Row>>[],
): ChangeWriter<Row> {
  let header = options.header
  // Room for each word of the column CHANGE from the first row on.
  let atLeast: readonly number[] = [0, 'changed'.length]
  return async (changes) => {
    const time: Cell = {text: `${now().toISOString().slice(0, 19)}Z`, tone: 'muted'}
    const {columns: headings, rows} = gridOf(columns, changes)
    const grid = {
      columns: [{heading: 'TIME', keep: true, minWidth: 8}, ...headings],
      rows: rows.map((row) => [time, ...row]),
    }
    const width = out.isTty ? out.columns : undefined
    const table = await layOut(grid, {header, colour: out.colour, width, atLeast})
    header = false
    atLeast = table.natural
    return table.lines.map((line) => `${line}\n`).join('')
  }
}
