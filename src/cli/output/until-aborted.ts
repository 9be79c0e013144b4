/**
 * The values of a source until the signal fires. Then it ends without an error, even when the source hangs, or fails
 * because of the same signal.
 */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const {aborted, release} = abortOf(signal)
  try {
    while (!signal.aborted) {
      const next = await Promise.race([iterator.next(), aborted])
      if (next === undefined || next.done === true) return
      yield next.value
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    release()
    // Not awaited: a source that hangs would never answer.
    iterator.return?.().catch(() => undefined)
  }
}

function abortOf(signal: AbortSignal): {aborted: Promise<undefined>; release: () => void} {
  let release = (): void => undefined
  const aborted = new Promise<undefined>((resolve) => {
    const onAbort = (): void => {
      resolve(undefined)
    }
    signal.addEventListener('abort', onAbort)
    release = () => {
      signal.removeEventListener('abort', onAbort)
    }
    if (signal.aborted) onAbort()
  })
  return {aborted, release}
}
