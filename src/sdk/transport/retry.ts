import {setTimeout as delay} from 'node:timers/promises'
import {AbortedError} from '../errors.js'

/** How one try of a request failed. */
export type Failure =
  /** Nothing was sent: refused, unknown host, timed out while connecting. */
  | {kind: 'not-connected'}
  /** It may or may not have reached the manager. */
  | {kind: 'connection-lost'}
  | {kind: 'status'; status: number; slug: string; retryAfterMs: number | undefined}

/** Refusals that do not pass by waiting a little; tries at a blocked login prolong the block. */
const NOT_PASSING = new Set(['server-frozen', 'login-blocked', 'too-many-requests'])

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
const LONGEST_ASKED_MS = 60_000

/** What decides over a repeat besides the failure itself. */
export interface RetryTerms {
  /** Number of the try that failed, from 0. */
  attempt: number
  idempotent: boolean
  /** Pause after the first try; doubled after each. */
  firstPauseMs?: number | undefined
  random?: () => number
}

/**
 * Milliseconds to wait before the next try, or undefined when there must be none.
 * A request that changes something is only repeated when the manager cannot have carried it out:
 * no connection, 429, or 503 from in front of the handler.
 */
export function retryDelayMs(failure: Failure, terms: RetryTerms): number | undefined {
  const {attempt, idempotent, firstPauseMs = FIRST_PAUSE_MS, random = Math.random} = terms
  if (!isWorthRetrying(failure, idempotent)) return undefined
  const pause = Math.min(LONGEST_PAUSE_MS, firstPauseMs * 2 ** attempt)
  const jittered = pause * (0.5 + random() / 2)
  const asked = failure.kind === 'status' ? failure.retryAfterMs : undefined
  return Math.round(Math.max(jittered, Math.min(asked ?? 0, LONGEST_ASKED_MS)))
}

function isWorthRetrying(failure: Failure, idempotent: boolean): boolean {
  switch (failure.kind) {
    case 'not-connected':
      return true
    case 'connection-lost':
      return idempotent
    case 'status':
      if (NOT_PASSING.has(failure.slug)) return false
      if (failure.status === 429 || failure.status === 503) return true
      return idempotent && [500, 502, 504].includes(failure.status) && failure.slug !== 'not-implemented'
  }
}

/** Reads `Retry-After`: seconds or an HTTP date. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (!value) return undefined
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}

/** Waits, and rejects with `AbortedError` as soon as the signal fires. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal && {signal})
  } catch (error) {
    throw new AbortedError('The operation was interrupted.', {cause: error})
  }
}
