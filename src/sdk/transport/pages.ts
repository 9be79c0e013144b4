/** A page of a list with `limit` and `offset`, as managers give it. */
export interface Page<Item> {
  items: Item[]
  total_count: number
}

/** Asks for the items from an offset on. */
export type AskPage<Item> = (offset: number, signal: AbortSignal) => Promise<Page<Item>>

/** From the second page on: who reads that far mostly reads to the end. */
const PAGES_IN_FLIGHT = 2

/**
 * Reads a list page by page while it is iterated; the next page is on its way while one is handled. A page shorter than
 * `size` is no end: then what was asked for ahead is forgotten, and asked for from where that page ended.
 */
export async function* readAhead<Item>(
  ask: AskPage<Item>,
  {size, signal}: {size: number; signal?: AbortSignal | undefined},
): AsyncGenerator<Page<Item>> {
  const stop = new AbortController()
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  let asked: {offset: number; page: Promise<Page<Item>>}[] = []
  const askFor = (offset: number): void => {
    const page = ask(offset, either)
    // Nobody waits for it when an earlier one fails, or the reader leaves.
    page.catch(() => undefined)
    asked.push({offset, page})
  }
  try {
    for (let offset = 0, total = 1; offset < total;) {
      if (asked[0]?.offset !== offset) asked = []
      const most = offset === 0 ? 1 : PAGES_IN_FLIGHT
      for (let i = asked.length; i < most && offset + i * size < total; i += 1) askFor(offset + i * size)
      const page = await asked.shift()?.page
      if (!page) return
      if (page.items.length > 0 || offset === 0) yield page
      if (page.items.length === 0) return
      offset += page.items.length
      total = page.total_count
    }
  } finally {
    stop.abort()
  }
}
