import {AbortedError} from '../errors.js'
import {until} from './time-limit.js'

interface Run<Result> {
  result: Promise<Result>
  stop: AbortController
  waiting: number
  done: boolean
}

/** Work that several callers need: done once, kept when it succeeds, stopped when the last of them gives up. */
export class SharedWork<Result> {
  #run: Run<Result> | undefined

  /** The kept result, or that of the work under way, or of new work. */
  async get(work: (signal: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (signal?.aborted) throw interrupted(signal)
    if (this.#run?.done) return this.#run.result
    const run = (this.#run ??= this.#start(work))
    run.waiting += 1
    try {
      return await (signal ? until(signal, run.result) : run.result)
    } catch (error) {
      throw signal?.aborted ? interrupted(signal) : error
    } finally {
      run.waiting -= 1
      if (run.waiting === 0 && !run.done) this.#giveUp(run)
    }
  }

  /** Keeps a result that was got in another way. */
  set(result: Result): void {
    this.#run = {result: Promise.resolve(result), stop: new AbortController(), waiting: 0, done: true}
  }

  #start(work: (signal: AbortSignal) => Promise<Result>): Run<Result> {
    const stop = new AbortController()
    const run: Run<Result> = {result: work(stop.signal), stop, waiting: 0, done: false}
    run.result.then(
      () => (run.done = true),
      () => this.#forget(run),
    )
    return run
  }

  #giveUp(run: Run<Result>): void {
    this.#forget(run)
    run.stop.abort()
  }

  #forget(run: Run<Result>): void {
    if (this.#run === run) this.#run = undefined
  }
}

function interrupted(signal: AbortSignal): AbortedError {
  return new AbortedError('The operation was interrupted.', {cause: signal.reason})
}
