import {isForPeople, type Format} from './format.js'
import {refuse} from './refuse.js'
import {headingOf} from './text.js'
import type {Column} from './view.js'

/**
 * The columns to show: those of --columns in that order, else those the format shows.
 * @throws UsageError listing the keys when one is unknown.
 */
export function chooseColumns<Row>(
  columns: readonly Column<Row>[],
  format: Format,
  wanted: string | undefined,
): Column<Row>[] {
  if (wanted !== undefined) return wanted.split(',').map((key) => findColumn(columns, key, '--columns'))
  if (format.kind === 'table') return columns.filter((column) => column.shown === 'table')
  if (format.kind === 'csv' || isForPeople(format)) return columns.filter((column) => column.shown !== 'data')
  return [...columns]
}

/**
 * The column a flag names: by its key, or by key or heading in any case.
 * @throws UsageError listing the keys when there is none.
 */
export function findColumn<Row>(columns: readonly Column<Row>[], name: string, flag: string): Column<Row> {
  const key = name.trim()
  const found =
    columns.find((column) => column.key === key) ??
    columns.find((column) => sameWord(column.key, key)) ??
    columns.find((column) => sameWord(headingOf(column), key))
  if (found !== undefined) return found
  throw refuse(flag, key, `one of ${columns.map((column) => column.key).join(', ')}`)
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
