import {AbortedError} from '../errors.js'
import type {Session} from '../schemas/session.js'
import {serverEvents} from '../transport/events.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import type {Sessions} from './sessions.js'

export interface WatchOptions extends RequestOptions {
  /** Longest time between two looks when no event comes; 3 s by default. */
  pollMs?: number
}

/** How long after an event the state is read: events come before the manager's tables are written. */
const SETTLE_MS = 30
const FIRST_POLL_MS = 300

/**
 * Follows sessions: yields their current state first, then again whenever any of them changed. Server events make it
 * quick; reading at growing intervals makes it sure, since events are lost on reconnects and some releases leave
 * them out. Ends when the signal fires (with `AbortedError`) or the caller stops iterating.
 */
export async function* watchSessions(
  http: Transport,
  sessions: Sessions,
  ids: readonly string[],
  options: WatchOptions = {},
): AsyncGenerator<Session[]> {
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const bell = new Bell(signal)
  const listening = ringOnEvents(http, new Set(ids), bell, signal)
  try {
    let last = ''
    for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(pauseMs * 1.5, options.pollMs ?? 3000)) {
      const state = await sessions.getMany(ids, {...options, signal})
      const seen = JSON.stringify(state.map((session) => [session.id, session.status, session.statusInfo]))
      if (seen !== last) {
        last = seen
        pauseMs = FIRST_POLL_MS
        yield state
      }
      await bell.wait(pauseMs)
      if (options.signal?.aborted) throw new AbortedError('The wait was interrupted.')
    }
  } finally {
    stop.abort()
    await listening
  }
}

async function ringOnEvents(
  http: Transport,
  ids: ReadonlySet<string>,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  try {
    // Releases from 25.13 on ignore `sessionId`: take all that the account may see and pick here.
    // Older ones refuse several scopes in one, and take the star.
    for await (const event of serverEvents(http, '/events/session', {signal, query: {scope: '*'}})) {
      if (event.kind === 'reconnected' || mentions(event.data, ids)) bell.ring()
    }
  } catch {
    // No events from this manager: reading at intervals finds every change as well, only later.
  }
}

function mentions(data: string, ids: ReadonlySet<string>): boolean {
  for (const id of ids) if (data.includes(id)) return true
  return false
}

/** Something to wait for with a time limit; a ring while nobody waits is not lost. */
class Bell {
  #rung = false
  #wake: (() => void) | undefined

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.ring(), {once: true})
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          setTimeout(resolve, SETTLE_MS)
        }
      })
    }
    this.#wake = undefined
    this.#rung = false
  }
}
