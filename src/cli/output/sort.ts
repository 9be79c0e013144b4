import {comparable, compareMeasures, naturalOrder, sameMeasure, type Comparable} from './compare.js'
import {findColumn} from './select.js'
import type {Column} from './view.js'

/** One word of `--sort a,-b`. */
export interface SortKey<Row> {
  column: Column<Row>
  descending: boolean
}

/**
 * Reads `--sort a,-b`: a minus sign means descending.
 * @throws UsageError listing the keys when one is unknown.
 */
export function parseSort<Row>(text: string, columns: readonly Column<Row>[]): SortKey<Row>[] {
  return text.split(',').map((word) => {
    const name = word.trim()
    const descending = name.startsWith('-')
    return {column: findColumn(columns, descending ? name.slice(1) : name, '--sort'), descending}
  })
}

/**
 * Sorted rows. Stable; null and empty come last in both directions. A column is compared by amount or time when all
 * its values are such, otherwise as text in natural order.
 */
export function sortRows<Row>(rows: readonly Row[], keys: readonly SortKey<Row>[]): readonly Row[] {
  // The sort is stable, so sorting by the least important key first orders by all of them.
  return keys.toReversed().reduce((sorted, key) => sortByOne(sorted, key), rows)
}

function sortByOne<Row>(rows: readonly Row[], {column, descending}: SortKey<Row>): Row[] {
  const entries = rows.map((row) => ({row, value: comparable(column.value(row))}))
  const compare = orderFor(
    entries.map(({value}) => value),
    column.order,
  )
  const sign = descending ? -1 : 1
  const sorted = entries.toSorted((a, b) => nullsLast(a.value, b.value) ?? sign * compare(a.value, b.value))
  return sorted.map(({row}) => row)
}

function orderFor(
  values: readonly Comparable[],
  order: 'text' | undefined,
): (a: Comparable, b: Comparable) => number {
  const present = values.filter((value) => value.kind !== 'none')
  const first = present[0]
  const measured = first !== undefined && present.every((value) => sameMeasure(first, value))
  return measured && order !== 'text' ? compareMeasures : naturalOrder()
}

function nullsLast(a: Comparable, b: Comparable): number | undefined {
  const [noA, noB] = [a.kind === 'none', b.kind === 'none']
  return noA || noB ? Number(noA) - Number(noB) : undefined
}
