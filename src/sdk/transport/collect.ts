/** Reads an async list to its end, or to `limit` items. */
export async function collect<Item>(items: AsyncIterable<Item>, limit = Infinity): Promise<Item[]> {
  const all: Item[] = []
  if (limit <= 0) return all
  for await (const item of items) {
    all.push(item)
    if (all.length >= limit) break
  }
  return all
}
