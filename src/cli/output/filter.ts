import {comparable, compareMeasures, naturalOrder, sameMeasure} from './compare.js'
import {refuse} from './refuse.js'
import {findColumn} from './select.js'
import {isList, valueText} from './text.js'
import type {Column, Json} from './view.js'

const OPERATORS = ['=', '!=', '~', '>', '<', '>=', '<='] as const

/** `~` is "contains", whatever the case. */
export type Operator = (typeof OPERATORS)[number]

/** One `--filter key=value,value`: several values mean "one of them". */
export interface Filter {
  key: string
  operator: Operator
  values: readonly string[]
}

const FILTER = /^\s*([^=!~<>]*[^=!~<>\s])\s*(==|!=|>=|<=|=|~|>|<)(.*)$/s
const VALUE = /\s*(?:"((?:[^"]|"")*)"\s*|([^",\s][^,]*)?)(,|$)/gy
const ACCEPTED = `a filter such as status=RUNNING,PENDING, name~train, gpu>=0.5 or tag!="a,b"`

/**
 * Reads one --filter. Values with commas, quotes or outer spaces are quoted: `k="a,b"`, a quote inside doubled.
 * @throws UsageError naming what is accepted.
 */
export function parseFilter(text: string): Filter {
  const [, key, sign, rest] = FILTER.exec(text) ?? []
  const operator = OPERATORS.find((known) => known === (sign === '==' ? '=' : sign))
  const values = rest === undefined ? undefined : parseValues(rest)
  if (key === undefined || operator === undefined || values === undefined) {
    throw refuse('--filter', text, ACCEPTED)
  }
  if (values.length > 1 && /[<>]/.test(operator)) {
    throw refuse('--filter', text, `a filter with one value after ${operator}`)
  }
  return {key, operator, values}
}

/** Writes a filter so that `parseFilter` reads the same back. */
export function formatFilter({key, operator, values}: Filter): string {
  return `${key}${operator}${values.map(quote).join(',')}`
}

/**
 * A test for rows that pass all filters.
 * @throws UsageError for a malformed filter or an unknown key; the test itself throws for a value that cannot be
 * compared with what the column holds.
 */
export function rowFilter<Row>(
  filters: readonly string[],
  columns: readonly Column<Row>[],
): (row: Row) => boolean {
  const tests = filters.map((text) => {
    const filter = parseFilter(text)
    const column = findColumn(columns, filter.key, '--filter')
    return (row: Row): boolean => passes(column, row, filter)
  })
  return (row) => tests.every((test) => test(row))
}

function passes<Row>(column: Column<Row>, row: Row, {operator, values}: Filter): boolean {
  const cell = column.value(row)
  switch (operator) {
    case '=':
      return values.some((value) => equals(column, cell, value))
    case '!=':
      return !values.some((value) => equals(column, cell, value))
    case '~':
      return values.some((value) => valueText(cell).toLowerCase().includes(value.toLowerCase()))
    case '>':
    case '<':
    case '>=':
    case '<=':
      return values.every((value) => inOrder(column, cell, {operator, value}))
  }
}

/** Lists are equal to each of their items. Texts are equal letter by letter, so that `2.1` never finds `2.10`. */
function equals<Row>(column: Column<Row>, cell: Json, wanted: string): boolean {
  if (valueText(cell) === wanted) return true
  if (cell !== null && typeof cell === 'object') {
    return isList(cell) && cell.some((item) => valueText(item) === wanted)
  }
  if (typeof cell !== 'number' && column.align !== 'right') return false
  const [a, b] = [comparable(cell), comparable(wanted)]
  return sameMeasure(a, b) && compareMeasures(a, b) === 0
}

function inOrder<Row>(
  column: Column<Row>,
  cell: Json,
  {operator, value}: {operator: '>' | '<' | '>=' | '<='; value: string},
): boolean {
  const [a, b] = [comparable(cell), comparable(value)]
  if (a.kind === 'none') return false
  const measured = sameMeasure(a, b) && column.order !== 'text'
  if (!measured && typeof cell === 'number')
    throw refuse('--filter', value, `a number or a size, as ${column.key} is`)
  if (!measured && a.kind === 'date')
    throw refuse('--filter', value, `a time such as 2026-05-31T09:00Z, as ${column.key} is`)
  const order = measured ? compareMeasures(a, b) : naturalOrder()(a, b)
  if (order === 0) return operator.endsWith('=')
  return operator.startsWith('<') === order < 0
}

function parseValues(text: string): string[] | undefined {
  const values: string[] = []
  VALUE.lastIndex = 0
  for (let match = VALUE.exec(text); match; match = VALUE.exec(text)) {
    values.push(match[1]?.replaceAll('""', '"') ?? (match[2] ?? '').trim())
    if (match[3] === '') return values
  }
  return undefined
}

function quote(value: string): string {
  const bare = value === value.trim() && !/[",]|^[=~<>]/.test(value)
  return bare ? value : `"${value.replaceAll('"', '""')}"`
}
