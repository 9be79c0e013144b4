import type {ServerResponse} from 'node:http'
import type {Actor} from './context.js'
import {rateLimitExceeded} from './problems.js'

const WINDOW_SECONDS = 900
/** What routes without a key report. */
const ANONYMOUS_LIMIT = 1000

interface Window {
  startedAt: number
  count: number
}

/** Counts the requests of every key in windows of 15 minutes. */
export class RateLimiter {
  private readonly windows = new Map<string, Window>()

  constructor(private readonly now: () => number) {}

  /** Counts one request and sets the headers that tell what is left. @throws Problem 429 */
  count(actor: Actor | undefined, response: ServerResponse): void {
    const limit = actor?.keypair.rateLimit ?? ANONYMOUS_LIMIT
    const used = actor ? this.use(actor.keypair.accessKey) : 0
    if (used > limit) throw rateLimitExceeded()
    response.setHeader('X-RateLimit-Limit', String(limit))
    response.setHeader('X-RateLimit-Remaining', String(limit - used))
    response.setHeader('X-RateLimit-Window', String(WINDOW_SECONDS))
  }

  private use(accessKey: string): number {
    const now = this.now()
    const known = this.windows.get(accessKey)
    const window = known && now - known.startedAt < WINDOW_SECONDS * 1000 ? known : {startedAt: now, count: 0}
    window.count += 1
    this.windows.set(accessKey, window)
    return window.count
  }
}
