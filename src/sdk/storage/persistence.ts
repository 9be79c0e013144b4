import {AbortedError, type SdkError} from '../errors.js'
import {retryDelayMs, sleep, type Failure} from '../transport/retry.js'

/** Breaks in a row without anything new having arrived, after which a transfer is given up. */
const MOST_BREAKS = 5

/** A connection that broke, or a server that refused; see `Outcome`. */
export interface Break {
  failure: Failure | undefined
  error: SdkError
}

/** How far a transfer is. */
interface Progressing {
  /** Goes on from where it is; true when it is complete. A break is told by the failure. */
  step: () => Promise<boolean | Break>
  /** Bytes that have arrived. */
  arrived: () => number
  /** Pause after the first break; see `ClientOptions`. */
  firstPauseMs: number | undefined
  signal: AbortSignal | undefined
}

/** Goes on with a transfer until it is complete, over breaks of the connection. Rejects with the error of the last one. */
export async function persist({step, arrived, firstPauseMs, signal}: Progressing): Promise<void> {
  let [breaks, before] = [0, -1]
  for (;;) {
    if (signal?.aborted) throw new AbortedError('The operation was interrupted.')
    const outcome = await step()
    if (outcome === true) return
    if (outcome === false) continue
    breaks = arrived() > before ? 1 : breaks + 1
    before = arrived()
    const {failure, error} = outcome
    const wait = failure && retryDelayMs(failure, {attempt: breaks - 1, idempotent: true, firstPauseMs})
    if (wait === undefined || breaks > MOST_BREAKS) throw error
    await sleep(wait, signal)
  }
}
