/** Node's timers count to 2^31 - 1 ms; a longer one would fire at once. */
const LONGEST_MS = 2_147_483_647

/**
 * A caller's signal and a time limit in one signal.
 * Not `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 the garbage collector may take such a limit away.
 */
export class TimeLimit {
  readonly #timer: NodeJS.Timeout | undefined
  readonly #listeners = new Set<(reason: Error) => void>()
  #over: {reason: Error} | undefined
  #controller: AbortController | undefined

  /** @param ms no limit when it is zero */
  constructor(
    ms: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    if (caller?.aborted) this.#follow()
    caller?.addEventListener('abort', this.#follow)
    if (ms > 0) this.#timer = setTimeout(() => this.#expire(), Math.min(ms, LONGEST_MS))
  }

  /** Made when it is asked for: it costs more than a listener. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal
    const controller = new AbortController()
    this.#controller = controller
    this.whenOver((reason) => controller.abort(reason))
    return controller.signal
  }

  /** Calls once, with the reason; at once when it is over already. Returns how to take that back. */
  whenOver(listener: (reason: Error) => void): () => void {
    if (this.#over) listener(this.#over.reason)
    else this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  throwIfOver(): void {
    if (this.#over) throw this.#over.reason
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

  readonly #follow = (): void => this.#end(this.caller?.reason as Error)

  #expire(): void {
    this.#end(new DOMException('The time limit has passed.', 'TimeoutError'))
  }

  #end(reason: Error): void {
    if (this.#over) return
    this.#over = {reason}
    for (const listener of this.#listeners) listener(reason)
    this.#listeners.clear()
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
