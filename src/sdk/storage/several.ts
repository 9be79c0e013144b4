const AT_ONCE = 4

/**
 * Works on things a few at a time, while they are still being found. The first failure stops the rest, and is what it
 * rejects with.
 */
export async function several<Item>(
  items: AsyncIterable<Item>,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
  caller: AbortSignal | undefined,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(caller ? [caller] : [])])
  const worker = async (): Promise<void> => {
    while (!signal.aborted) {
      const next = await iterator.next()
      if (next.done) return
      await work(next.value, signal)
    }
  }
  await Promise.all(
    Array.from({length: AT_ONCE}, () => worker().catch((error: unknown) => failed.abort(error))),
  )
  failed.signal.throwIfAborted()
}
