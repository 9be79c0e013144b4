import {AbortedError, NotFoundError} from '../errors.js'
import type {Session} from '../schemas/session.js'
import {TimeLimit} from '../transport/time-limit.js'
import {isDead, phaseOf} from '../values/session-status.js'
import type {WatchOptions} from './session-watcher.js'

/** What a session can be waited for. */
export const WAIT_GOALS = ['running', 'done', 'failed', 'terminated'] as const
/** One of `WAIT_GOALS`: it runs; it ended well; it ended badly; it ended. */
export type WaitGoal = (typeof WAIT_GOALS)[number]

export interface WaitOptions extends WatchOptions {
  /** Any of them will do. */
  goals: readonly WaitGoal[]
  /** `all`: every session must get there; `any`: the first one is enough. */
  mode?: 'all' | 'any'
  /** Longest wait; none when absent or zero. */
  withinMs?: number | undefined
  /** Called with the newest state whenever something changed. */
  onChange?: (sessions: readonly Session[]) => void
}

/** How waiting ended, with the sessions as they were last seen. */
export interface WaitResult {
  /** `failed`: at least one session can no longer get there. */
  outcome: 'reached' | 'timeout' | 'failed'
  sessions: Session[]
}

type Watch = (ids: readonly string[], options: WatchOptions) => AsyncGenerator<Session[]>

/**
 * Waits until sessions get where they shall, cannot get there any more, or time is up.
 * Rejects with `AbortedError` when the signal fires, `NotFoundError` when one of them does not exist.
 */
export async function waitForSessions(
  watch: Watch,
  ids: readonly string[],
  options: WaitOptions,
): Promise<WaitResult> {
  const limit = new TimeLimit(options.withinMs ?? 0, options.signal)
  let sessions: Session[] = []
  try {
    for await (sessions of watch(ids, {...options, signal: limit.signal})) {
      if (sessions.length < new Set(ids).size) throw missing(ids, sessions)
      options.onChange?.(sessions)
      const outcome = judge(sessions, options)
      if (outcome) return {outcome, sessions}
    }
  } catch (error) {
    if (!(error instanceof AbortedError) || options.signal?.aborted) throw error
  } finally {
    limit.release()
  }
  return {outcome: 'timeout', sessions}
}

function judge(
  sessions: readonly Session[],
  {goals, mode = 'all'}: WaitOptions,
): WaitResult['outcome'] | undefined {
  const there = sessions.filter((session) => goals.some((goal) => hasReached(session, goal)))
  const lost = sessions.filter((session) => !there.includes(session) && isFinal(session))
  if (mode === 'any') {
    if (there.length > 0) return 'reached'
    return lost.length === sessions.length ? 'failed' : undefined
  }
  if (there.length === sessions.length) return 'reached'
  // With all of them wanted, wait until nothing moves any more, so that the result is told as a whole.
  return there.length + lost.length === sessions.length ? 'failed' : undefined
}

/** Whether a session got there; one that ran and ended well counts as having run. */
export function hasReached(session: Session, goal: WaitGoal): boolean {
  const phase = phaseOf(session.status)
  const wentWrong = session.result === 'failure' || phase === 'failed'
  switch (goal) {
    case 'running':
      return phase === 'running' || (phase === 'ended' && !wentWrong && 'RUNNING' in session.statusHistory)
    case 'done':
      return phase === 'ended' && !wentWrong
    case 'failed':
      return (phase === 'ended' || phase === 'failed') && wentWrong
    case 'terminated':
      return isDead(session.status)
  }
}

function isFinal(session: Session): boolean {
  return isDead(session.status) || session.status === 'ERROR'
}

function missing(ids: readonly string[], sessions: readonly Session[]): NotFoundError {
  const lost = ids.filter((id) => !sessions.some((session) => session.id === id))
  return new NotFoundError(`There is no session ${lost.join(', ')} any more.`)
}
