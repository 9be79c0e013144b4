import {refuse} from './refuse.js'
import type {Column} from './view.js'

/** What the selecting flags say, as typed. */
export interface Query {
  /** `--sort a,-b` */
  sort?: string | undefined
  /** Each `--filter k=v`. */
  filter?: readonly string[] | undefined
  limit?: number | undefined
}

/** How many rows there were. */
export interface Tally {
  /** Rows of the source that were looked at. */
  seen: number
  shown: number
  /** Whether --limit cut the list. */
  more: boolean
}

/** A query whose keys and filters are known to be good. */
export type Selector<Row> = (rows: Iterable<Row> | AsyncIterable<Row>, tally: Tally) => AsyncIterable<Row>

/**
 * Prepares a query, before any row is asked for.
 * @throws UsageError for unknown keys, malformed filters, a limit that is no whole number.
 */
export async function selectorFor<Row>(
  query: Query,
  columns: readonly Column<Row>[],
): Promise<Selector<Row>> {
  const {limit, filter = [], sort} = query
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw refuse('--limit', String(limit), 'a whole number from 0 on')
  }
  const passes = filter.length === 0 ? () => true : (await import('./filter.js')).rowFilter(filter, columns)
  const ordered = sort === undefined ? undefined : await sorter(sort, columns)
  return (rows, tally) => {
    const passing = filtered(rows, passes, tally)
    return take(ordered === undefined ? passing : ordered(passing), limit, tally)
  }
}

/** A tally at zero. */
export function emptyTally(): Tally {
  return {seen: 0, shown: 0, more: false}
}

async function sorter<Row>(
  sort: string,
  columns: readonly Column<Row>[],
): Promise<(rows: AsyncIterable<Row>) => AsyncIterable<Row>> {
  const {parseSort, sortRows} = await import('./sort.js')
  const keys = parseSort(sort, columns)
  return async function* sorted(rows) {
    yield* sortRows(await collect(rows), keys)
  }
}

/** All rows in memory. */
export async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const collected: Row[] = []
  for await (const row of rows) collected.push(row)
  return collected
}

async function* filtered<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  passes: (row: Row) => boolean,
  tally: Tally,
): AsyncGenerator<Row> {
  for await (const row of rows) {
    tally.seen += 1
    if (passes(row)) yield row
  }
}

async function* take<Row>(
  rows: AsyncIterable<Row>,
  limit: number | undefined,
  tally: Tally,
): AsyncGenerator<Row> {
  for await (const row of rows) {
    // One row beyond the limit is asked for: only so is it certain that more exist.
    if (tally.shown === limit) {
      tally.more = true
      return
    }
    tally.shown += 1
    yield row
  }
}
