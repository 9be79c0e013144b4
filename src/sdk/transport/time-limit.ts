/** Node's timers count to 2^31 - 1 ms; a longer one would fire at once. */
const LONGEST_MS = 2_147_483_647

/**
 * A caller's signal and a time limit in one signal.
 * Not `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 the garbage collector may take such a limit away.
 */
export class TimeLimit {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout | undefined

  /** @param ms no limit when it is zero */
  constructor(
    ms: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    if (caller?.aborted) this.#follow()
    caller?.addEventListener('abort', this.#follow)
    if (ms > 0) this.#timer = setTimeout(() => this.#expire(), Math.min(ms, LONGEST_MS))
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** From now on it may take as long as it likes; the caller's signal still counts. */
  stopClock(): void {
    clearTimeout(this.#timer)
  }

  /** Must be called when the work is done, or the caller's signal keeps it in memory. */
  release(): void {
    this.stopClock()
    this.caller?.removeEventListener('abort', this.#follow)
  }

  readonly #follow = (): void => this.#controller.abort(this.caller?.reason)

  #expire(): void {
    this.#controller.abort(new DOMException('The time limit has passed.', 'TimeoutError'))
  }
}

/** The work's result, or the signal's reason as soon as it fires, whatever the work does then. */
export function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort)
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
