import type {RenderOptions} from './options.js'
import {chooseColumns, findColumn} from './select.js'
import type {View} from './view.js'

/**
 * Keys of the columns that a list's flags look at: shown, sorted by, filtered by. What other columns are made of need
 * not be fetched. Undefined: all, as a template may name any.
 * @throws UsageError for unknown columns and malformed filters.
 */
export async function readKeys<Row>(
  {columns}: View<Row>,
  options: RenderOptions,
): Promise<ReadonlySet<string> | undefined> {
  const {format, quiet, sort, filter = []} = options
  if (format.kind === 'template') return undefined
  const shown = quiet || format.kind === 'name' ? [] : chooseColumns(columns, format, options.columns)
  const keys = new Set(shown.map(({key}) => key))
  if (sort !== undefined) {
    const {parseSort} = await import('./sort.js')
    for (const {column} of parseSort(sort, columns)) keys.add(column.key)
  }
  if (filter.length > 0) {
    const {parseFilter} = await import('./filter.js')
    for (const text of filter) keys.add(findColumn(columns, parseFilter(text).key, '--filter').key)
  }
  return keys
}
