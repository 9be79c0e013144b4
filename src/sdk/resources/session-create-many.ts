import pLimit from 'p-limit'
import {AbortedError, ConflictError, SdkError} from '../errors.js'
import type {RequestOptions} from '../transport/options.js'
import type {SessionSpec} from './session-spec.js'
import type {Sessions} from './sessions.js'
import {type CreatedSession} from './sessions.js'

/** What became of one of many create requests. */
export type CreateOutcome =
  | {name: string; session: CreatedSession; error?: never}
  /** `unanswered`: it was asked for, and nobody knows whether the manager made it. */
  | {name: string; session?: never; error: SdkError; unanswered?: boolean}

export interface CreateManyOptions extends RequestOptions {
  /** Requests in flight; 4 by default: managers slow down when pushed. */
  jobs?: number
  /** When one fails, end those that were made, and make no more. */
  atomic?: boolean
  /** Told of each as soon as it is decided. */
  onOutcome?: (outcome: CreateOutcome) => void
}

/** How long answers are waited for after an abort: a session the manager has made must not be left unnamed. */
const ANSWER_WITHIN_MS = 3000

/**
 * Creates sessions with a bounded number of requests in flight. A failed one does not stop the others, unless it must
 * be all or none. Always resolves: what failed is among the outcomes, in the order of the specs. An abort begins no
 * further request and waits a moment for the answers under way.
 */
export async function createMany(
  sessions: Sessions,
  specs: readonly SessionSpec[],
  options: CreateManyOptions = {},
): Promise<CreateOutcome[]> {
  const patience = new Patience(options.signal)
  const request = {...options, signal: patience.signal}
  let failed = false
  const outcomes: CreateOutcome[] = []
  // Each takes the next one when its last one is done: a task for each of a thousand would wait in memory.
  const left = specs.entries()
  const worker = async (): Promise<void> => {
    for (const [i, spec] of left) {
      const skip = options.signal?.aborted || (failed && options.atomic)
      const outcome = skip ? notTried(spec, options) : await createOne(sessions, spec, request)
      failed ||= outcome.error !== undefined
      options.onOutcome?.(outcome)
      outcomes[i] = outcome
    }
  }
  await Promise.all(Array.from({length: options.jobs ?? 4}, worker))
  patience.end()
  return options.atomic && failed ? undo(sessions, outcomes) : outcomes
}

async function createOne(
  sessions: Sessions,
  spec: SessionSpec,
  options: RequestOptions,
): Promise<CreateOutcome> {
  try {
    return {name: spec.name, session: await sessions.create(spec, options)}
  } catch (error) {
    if (!(error instanceof SdkError)) throw error
    return {name: spec.name, error, unanswered: error instanceof AbortedError}
  }
}

/** A signal that fires a while after another one. */
class Patience {
  readonly #late = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly early: AbortSignal | undefined) {
    early?.addEventListener('abort', this.#onAbort, {once: true})
  }

  get signal(): AbortSignal {
    return this.#late.signal
  }

  end(): void {
    clearTimeout(this.#timer)
    this.early?.removeEventListener('abort', this.#onAbort)
  }

  readonly #onAbort = (): void => {
    this.#timer = setTimeout(() => this.#late.abort(), ANSWER_WITHIN_MS)
  }
}

function notTried(spec: SessionSpec, options: RequestOptions): CreateOutcome {
  const error = options.signal?.aborted
    ? new AbortedError(`${spec.name} was not created: interrupted.`)
    : new ConflictError(`${spec.name} was not created: another one of the set failed.`)
  return {name: spec.name, error}
}

async function undo(sessions: Sessions, outcomes: readonly CreateOutcome[]): Promise<CreateOutcome[]> {
  const limit = pLimit(4)
  return Promise.all(
    outcomes.map((outcome) =>
      limit(async (): Promise<CreateOutcome> => {
        // A session that was taken over was there before: it is not ours to end.
        if (!outcome.session?.created) return outcome
        try {
          await sessions.destroy(outcome.session.id, {forced: true})
        } catch {
          // It stays among the created ones, so that the caller names it.
          return outcome
        }
        return {
          name: outcome.name,
          error: new ConflictError(`${outcome.name} was removed again: another one failed.`),
        }
      }),
    ),
  )
}
