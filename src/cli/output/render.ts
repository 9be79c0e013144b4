import {emitterFor} from './emitters.js'
import {isForPeople} from './format.js'
import type {RenderOptions, ShowOptions} from './options.js'
import {collect, emptyTally, selectorFor, type Tally} from './query.js'
import {chooseColumns} from './select.js'
import {writeLines, writeRows} from './stream.js'
import type {Output} from './terminal.js'
import type {Column, DetailView, View} from './view.js'

export type {RenderOptions, ShowOptions} from './options.js'

/**
 * Shows a list in the format the flags ask for. Rows are written as they come; only tables and --sort collect them.
 * Remarks go to stderr: the sentence for an empty list, what --limit cut, columns beyond the terminal's edge.
 * @throws UsageError for unknown columns and malformed filters, before the first row is asked for.
 */
export async function renderList<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  view: View<Row>,
  options: RenderOptions,
  out: Output,
): Promise<Tally> {
  const columns = chooseColumns(view.columns, options.format, options.columns)
  const select = await selectorFor(options, view.columns)
  const emitter = await emitterFor({...options, columns, view, out})
  // The layout of tables is loaded while the rows are on their way.
  if (emitter === undefined) void import('./table.js')
  const tally = emptyTally()
  const selected = select(rows, tally)
  const {read, hidden} =
    emitter === undefined
      ? await writeTable(await collect(selected), {columns, options, out})
      : {read: await writeRows(selected, emitter, out), hidden: []}
  if (!read) return tally
  const remarks = [...hiddenRemark(hidden), ...emptyRemark(view, options, tally), ...limitRemark(tally)]
  for (const remark of remarks) out.stderr.write(`${remark}\n`)
  return tally
}

/**
 * Shows one thing: `Key  value` lines and its sections as tables, or one record in the other formats.
 * @throws UsageError for unknown columns.
 */
export async function renderOne<Row>(
  row: Row,
  view: DetailView<Row>,
  options: ShowOptions,
  out: Output,
): Promise<void> {
  const {detailLines, recordColumns} = await import('./detail.js')
  const {format, quiet} = options
  if (isForPeople(format) && !quiet) {
    await writeLines(await detailLines(row, {...options, view, out}), out)
    return
  }
  const columns = chooseColumns(recordColumns(view), format, options.columns)
  if (!quiet && (format.kind === 'json' || format.kind === 'yaml')) {
    const {documentText} = await import('./document.js')
    await writeLines([await documentText(columns, row, format.kind)], out)
    return
  }
  const emitter = await emitterFor({...options, columns, view, out})
  if (emitter !== undefined) await writeRows([row], emitter, out)
}

async function writeTable<Row>(
  rows: readonly Row[],
  {columns, options, out}: {columns: readonly Column<Row>[]; options: RenderOptions; out: Output},
): Promise<{read: boolean; hidden: readonly string[]}> {
  if (rows.length === 0) return {read: true, hidden: []}
  const {gridOf, layOut} = await import('./table.js')
  const width = out.isTty ? out.columns : undefined
  const {lines, hidden} = await layOut(gridOf(columns, rows), {
    header: options.header,
    colour: out.colour,
    width,
  })
  return {read: await writeLines(lines, out), hidden}
}

function hiddenRemark(hidden: readonly string[]): string[] {
  if (hidden.length === 0) return []
  return [`The terminal is too narrow for ${hidden.join(', ')}. Choose with --columns, or use -o json.`]
}

function emptyRemark<Row>(view: View<Row>, options: RenderOptions, tally: Tally): string[] {
  if (tally.shown > 0 || tally.more || options.quiet || !isForPeople(options.format)) return []
  const filters = options.filter ?? []
  if (tally.seen === 0 || filters.length === 0) return [view.empty]
  return [`None of ${tally.seen} matches ${filters.map((filter) => `--filter ${filter}`).join(' ')}.`]
}

function limitRemark(tally: Tally): string[] {
  return tally.more ? [`Showing ${tally.shown}; more exist. Raise or leave out --limit to see them.`] : []
}
