import {InterruptedError} from './errors.js'

/** Ctrl-C, SIGTERM and a closed terminal as one AbortSignal. */
export interface Interruption {
  readonly signal: AbortSignal
  /** Takes the handlers away again. */
  release(): void
}

/** A second signal within this time is the same key press, delivered twice by a shell and a process group. */
const SAME_PRESS_MS = 200
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Turns the first signal into an abort, so that the command can tidy up and say what is left; a second one ends the
 * process at once.
 */
export function listenForInterruption(now: () => number = Date.now): Interruption {
  const controller = new AbortController()
  let firstAt: number | undefined
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = now()
      controller.abort(new InterruptedError('Interrupted.'))
    } else if (now() - firstAt > SAME_PRESS_MS) {
      process.exit(130)
    }
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal)
    },
  }
}
