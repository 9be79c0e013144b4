/** A list inside an answer of any shape, with what tells whether there is more of it. */
export interface FoundPage {
  /** Keys that lead to the object that holds the list. */
  place: readonly string[]
  /** Name of the list there. */
  key: 'items' | 'edges' | 'logs'
  items: readonly unknown[]
  total: number | undefined
  /** Relay: where the next page begins. */
  endCursor: string | undefined
  hasNext: boolean | undefined
}

const LISTS = ['items', 'edges', 'logs'] as const
const TOTALS = ['total_count', 'totalCount', 'count', 'total']

/** The first list of an answer that comes in pages: `{items, total_count}`, `{edges, pageInfo}`, `{logs, count}`. */
export function findPage(value: unknown, place: readonly string[] = []): FoundPage | undefined {
  if (!isObject(value)) return undefined
  for (const key of LISTS) {
    const items = value[key]
    if (Array.isArray(items)) return pageOf(value, {place, key, items})
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = findPage(inner, [...place, key])
    if (found) return found
  }
  return undefined
}

/** The answer with another list in the place of the one that was found. */
export function withItems(value: unknown, page: FoundPage, items: readonly unknown[]): unknown {
  return replaceAt(value, [...page.place, page.key], items)
}

function pageOf(
  holder: Record<string, unknown>,
  found: Pick<FoundPage, 'place' | 'key' | 'items'>,
): FoundPage {
  const info = holder['pageInfo'] ?? holder['pagination'] ?? holder
  const facts = isObject(info) ? {...holder, ...info} : holder
  const total = TOTALS.map((name) => facts[name]).find((count) => typeof count === 'number')
  const next = facts['hasNextPage'] ?? facts['has_next_page']
  const cursor = facts['endCursor']
  return {
    ...found,
    total,
    endCursor: typeof cursor === 'string' ? cursor : undefined,
    hasNext: typeof next === 'boolean' ? next : undefined,
  }
}

function replaceAt(value: unknown, place: readonly string[], items: readonly unknown[]): unknown {
  const [key, ...rest] = place
  if (key === undefined || !isObject(value)) return items
  return {...value, [key]: replaceAt(value[key], rest, items)}
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
