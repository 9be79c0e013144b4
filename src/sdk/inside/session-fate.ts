import {AbortedError, SdkError, SessionFailedError, UnreachableError} from '../errors.js'
import type {CommandEnd} from './channel.js'
import type {Sessions} from '../resources/sessions.js'
import type {Session} from '../schemas/session.js'
import {sleep} from '../transport/retry.js'
import {phaseOf} from '../values/session-status.js'

/** Says why the connection to a session ended: with the session, or by itself. */
export async function whyLost(sessions: Sessions, session: Pick<Session, 'id' | 'name'>): Promise<SdkError> {
  const [now] = await sessions.getMany([session.id], {timeoutMs: 10_000}).catch(() => [])
  if (now && phaseOf(now.status) !== 'running') {
    const reason = now.statusInfo === null ? '' : ` (${now.statusInfo})`
    return new SessionFailedError(`${session.name} ended meanwhile: it is ${now.status}${reason}.`)
  }
  const state = now ? ` The manager says that the session is ${now.status}.` : ''
  return new UnreachableError(`The connection to ${session.name} was lost.${state}`)
}

/** A session that has just ended is refused in many ways, before its manager says so. */
const LOOKS = 3
const LOOK_EVERY_MS = 1500

/** Exit codes of what HUP, KILL or TERM ended: what runs in a session gets one of them when the session ends. */
const KILLED: readonly number[] = [129, 137, 143]

/** What became of the session, when it has ended; else the error that came of it. */
export async function fateOr(error: unknown, why: () => Promise<Error>): Promise<unknown> {
  if (!(error instanceof SdkError) || error instanceof AbortedError) return error
  return (await fateOf(why)) ?? error
}

/** A command's end, unless it was killed because its session ended: then rejects with `SessionFailedError`. */
export async function unlessWithSession(end: CommandEnd, why: () => Promise<Error>): Promise<CommandEnd> {
  const fate = KILLED.includes(end.exitCode) ? await fateOf(why) : undefined
  if (fate) throw fate
  return end
}

/** Undefined: it lives, as far as its manager knows. */
async function fateOf(why: () => Promise<Error>): Promise<SessionFailedError | undefined> {
  for (let looks = 0; looks < LOOKS; looks++) {
    if (looks > 0) await sleep(LOOK_EVERY_MS)
    const fate = await why()
    if (fate instanceof SessionFailedError) return fate
  }
  return undefined
}
