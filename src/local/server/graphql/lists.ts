import {codedError} from './errors.js'
import {compileFilter, type FieldSpecs} from './filter.js'
import {compileOrder} from './ordering.js'

/** What to take of a list, as the arguments of list fields say it. */
export interface ListArguments {
  limit: number
  offset: number
  filter?: string | null
  order?: string | null
}

/** One page, and how many there are. */
export interface ListPage<T> {
  items: readonly T[]
  total_count: number
}

/** What a list is made of when nothing is asked for. */
export interface ListSource<T> {
  records: Iterable<T>
  fields: FieldSpecs<T>
  defaultOrder: (a: T, b: T) => number
}

/** Filters, orders and cuts. */
export function listPage<T>(source: ListSource<T>, args: ListArguments): ListPage<T> {
  return cutPage(selectAll(source, args), args)
}

/** All that fit, in order. */
export function selectAll<T>(
  {records, fields, defaultOrder}: ListSource<T>,
  args: Pick<ListArguments, 'filter' | 'order'>,
): T[] {
  const test = args.filter ? compileFilter(args.filter, fields) : () => true
  const compare = args.order ? compileOrder(args.order, fields) : defaultOrder
  const found: T[] = []
  for (const record of records) if (test(record)) found.push(record)
  return found.sort(compare)
}

/** One page of what was selected. */
export function cutPage<T>(all: readonly T[], {limit, offset}: ListArguments): ListPage<T> {
  if (limit < 0 || offset < 0) {
    throw codedError(
      'Missing or invalid API parameters. (limit and offset must not be negative)',
      'api_generic_invalid-parameters',
    )
  }
  return {items: all.slice(offset, offset + limit), total_count: all.length}
}

/**
 * Keeps what was selected last, so that reading a long list page by page filters and sorts it once and not once a page.
 * An entry holds as long as nothing in the table changed.
 */
export class SelectionCache<T> {
  private readonly entries = new Map<string, {version: number; selected: readonly T[]}>()

  constructor(private readonly capacity: number) {}

  get(key: string, version: number, select: () => readonly T[]): readonly T[] {
    const known = this.entries.get(key)
    this.entries.delete(key)
    const entry = known?.version === version ? known : {version, selected: select()}
    this.entries.set(key, entry)
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.capacity) break
      this.entries.delete(oldest)
    }
    return entry.selected
  }
}
