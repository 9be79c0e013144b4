import {jsonEmitter, lineEmitter, ndjsonEmitter, type Emitter} from './emitter.js'
import {isForPeople, type Format} from './format.js'
import {gridOf, layOut} from './table.js'
import type {Output} from './terminal.js'
import type {Column, View} from './view.js'
import {Writer} from './writer.js'

/** What the output flags say, as typed. */
export interface RenderOptions {
  format: Format
  /** `--columns a,b` */
  columns?: string | undefined
  /** `--sort a,-b` */
  sort?: string | undefined
  /** Each `--filter k=v`. */
  filter?: readonly string[] | undefined
  header: boolean
  /** `-q`: ids only, whatever the format. */
  quiet: boolean
  limit?: number | undefined
}

/** What was shown. */
export interface Rendered {
  shown: number
  /** Whether --limit cut the list. */
  more: boolean
}

/** Shows a list in the format the flags ask for. Rows are taken as they come; only tables and --sort collect. */
export async function renderList<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  view: View<Row>,
  options: RenderOptions,
  out: Output,
): Promise<Rendered> {
  const columns = view.columns.filter(
    (column) =>
      !isForPeople(options.format) || column.shown === 'table' || options.format.kind === column.shown,
  )
  const result: Rendered = {shown: 0, more: false}
  const taken = take(rows, options.limit, result)
  const emitter = options.quiet ? lineEmitter(view.id) : emitterFor(options.format, columns, view)
  if (emitter === undefined) await renderTable(taken, {columns, options, out})
  else await stream(taken, emitter, out)
  if (result.shown === 0 && isForPeople(options.format) && !options.quiet) out.stderr.write(`${view.empty}\n`)
  if (result.more) out.stderr.write(`Showing ${result.shown}; more exist (--limit).\n`)
  return result
}

async function* take<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  limit: number | undefined,
  result: Rendered,
): AsyncGenerator<Row> {
  for await (const row of rows) {
    if (result.shown === limit) {
      result.more = true
      return
    }
    result.shown += 1
    yield row
  }
}

function emitterFor<Row>(
  format: Format,
  columns: readonly Column<Row>[],
  view: View<Row>,
): Emitter<Row> | undefined {
  if (isForPeople(format)) return undefined
  if (format.kind === 'json') return jsonEmitter(columns)
  if (format.kind === 'name') return lineEmitter(view.name)
  return ndjsonEmitter(columns)
}

async function stream<Row>(rows: AsyncIterable<Row>, emitter: Emitter<Row>, out: Output): Promise<void> {
  const writer = new Writer(out)
  let count = 0
  await writer.write(emitter.head ?? '')
  for await (const row of rows) {
    await writer.write(emitter.row(row, count))
    count += 1
    if (!writer.open) break
  }
  await writer.write(emitter.tail?.(count) ?? '')
  await writer.end()
}

async function renderTable<Row>(
  rows: AsyncIterable<Row>,
  {columns, options, out}: {columns: readonly Column<Row>[]; options: RenderOptions; out: Output},
): Promise<void> {
  const collected: Row[] = []
  for await (const row of rows) collected.push(row)
  if (collected.length === 0) return
  const table = await layOut(gridOf(columns, collected), {
    header: options.header,
    colour: out.colour,
    width: out.isTty ? out.columns : undefined,
  })
  const writer = new Writer(out)
  for (const line of table.lines) await writer.write(`${line}\n`)
  await writer.end()
}
