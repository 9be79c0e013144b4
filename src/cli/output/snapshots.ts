import {setTimeout as sleep} from 'node:timers/promises'

/** How a list is asked for again and again. */
export interface PollOptions {
  intervalMs: number
  signal: AbortSignal
  /** Waits between two rounds; a timer when absent. */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/** Snapshots for `watchList` of a list that can only be asked for. Ends when the signal fires. */
export async function* pollSnapshots<Row>(
  fetch: (signal: AbortSignal) => Promise<Iterable<Row>>,
  {intervalMs, signal, wait = pause}: PollOptions,
): AsyncGenerator<Iterable<Row>> {
  while (!signal.aborted) {
    yield await fetch(signal)
    try {
      await wait(intervalMs, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

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

function pause(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, {signal})
}
