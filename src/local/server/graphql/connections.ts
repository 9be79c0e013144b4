import {isGiven} from './arguments.js'
import {codedError} from './errors.js'
import {globalId, localId} from './global-id.js'

/** Arguments of Relay-style fields: by cursor, or by offset. */
export interface ConnectionArguments {
  offset?: number | null
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
}

/** One stretch of a list, Relay style. */
export interface Connection<Node> {
  count: number
  edges: readonly {cursor: string; node: Node}[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

const CURSOR_TYPE = 'cursor'

/** Cuts a stretch out of what was selected. Cursors stand for records, so they hold while others come and go. */
export function connection<Record extends {id: string}, Node>(
  all: readonly Record[],
  args: ConnectionArguments,
  view: (record: Record) => Node,
): Connection<Node> {
  const {start, end} = bounds(all, args)
  const edges = all.slice(start, end).map((record) => ({
    cursor: globalId(CURSOR_TYPE, record.id),
    node: view(record),
  }))
  return {
    count: all.length,
    edges,
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

function bounds<Record extends {id: string}>(
  all: readonly Record[],
  args: ConnectionArguments,
): {start: number; end: number} {
  if ((args.first ?? 0) < 0 || (args.last ?? 0) < 0 || (args.offset ?? 0) < 0) {
    throw codedError(
      'Missing or invalid API parameters. (Must be not negative)',
      'api_generic_invalid-parameters',
    )
  }
  let start = args.after ? placeOf(all, args.after) + 1 : (args.offset ?? 0)
  let end = args.before ? placeOf(all, args.before) : all.length
  if (isGiven(args.first)) end = Math.min(end, start + args.first)
  else if (isGiven(args.last)) start = Math.max(start, end - args.last)
  return {start, end: Math.max(start, end)}
}

function placeOf<Record extends {id: string}>(all: readonly Record[], cursor: string): number {
  const id = localId(cursor)
  const place = all.findIndex((record) => record.id === id)
  if (place < 0) throw codedError(`Invalid cursor: ${cursor}`, 'api_generic_invalid-parameters')
  return place
}
