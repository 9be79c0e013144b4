import {paint} from './colour.js'
import {fitWidths, GAP} from './fit.js'
import {rulerFor, type Ruler} from './ruler.js'
import {cellText, headingOf, oneLine} from './text.js'
import type {Cell, Column, Grid, GridColumn} from './view.js'

/** How a table is laid out. */
export interface TableStyle {
  header: boolean
  colour: boolean
  /** Width of the terminal; absent when the reader is no terminal: then nothing is shortened. */
  width?: number | undefined
  /** Widths from an earlier part of the same table, so that later rows stand below them. */
  atLeast?: readonly number[]
}

/** A table as lines, none wider than the terminal. */
export interface Table {
  lines: string[]
  /** Headings of the columns that are beyond the terminal's edge. */
  hidden: string[]
  /** What the columns would need. */
  natural: readonly number[]
}

/** The cells of these rows. */
export function gridOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Grid {
  return {
    columns: columns.map(gridColumn),
    rows: rows.map((row) =>
      columns.map((column): Cell => ({text: cellText(column, row), tone: column.tone?.(row)})),
    ),
  }
}

/** Lays a table out: columns aligned by terminal cells, two spaces between them, one line a row. */
export async function layOut(grid: Grid, style: TableStyle): Promise<Table> {
  const heading = grid.columns.map((column): Cell => ({text: oneLine(column.heading)}))
  const rows = style.header ? [heading, ...grid.rows] : grid.rows
  const ruler = await rulerFor(texts(rows))
  const natural = naturalWidths(grid.columns, {rows, ruler, atLeast: style.atLeast ?? []})
  const widths = style.width === undefined ? natural : fitWidths(grid.columns, natural, style.width)
  return {
    lines: rows.map((row) => line(row, {grid, widths, ruler, colour: style.colour})),
    hidden: grid.columns.slice(widths.length).map((column) => column.heading),
    natural,
  }
}

function gridColumn<Row>(column: Column<Row>): GridColumn {
  return {
    heading: headingOf(column),
    align: column.align,
    keep: column.keep ?? (column.key === 'id' || column.align === 'right'),
    minWidth: column.minWidth ?? 8,
  }
}

function* texts(rows: readonly (readonly Cell[])[]): Iterable<string> {
  for (const row of rows) for (const cell of row) yield cell.text
}

function naturalWidths(
  columns: readonly GridColumn[],
  {rows, ruler, atLeast}: {rows: readonly (readonly Cell[])[]; ruler: Ruler; atLeast: readonly number[]},
): number[] {
  const widths = columns.map((_, index) => atLeast[index] ?? 0)
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, ruler.width(cell.text))
    })
  }
  return widths
}

interface Layout {
  grid: Grid
  widths: readonly number[]
  ruler: Ruler
  colour: boolean
}

function line(row: readonly Cell[], {grid, widths, ruler, colour}: Layout): string {
  const parts = widths.map((width, index) => {
    const cell = row[index] ?? {text: ''}
    const text = ruler.cut(cell.text, width)
    const padding = ' '.repeat(Math.max(0, width - ruler.width(text)))
    const shown = colour ? paint(text, cell.tone) : text
    if (grid.columns[index]?.align === 'right') return padding + shown
    return index === widths.length - 1 ? shown : shown + padding
  })
  return parts.join(GAP)
}
