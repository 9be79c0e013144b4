import {SessionFailedError, UnreachableError, type SdkError} from '../errors.js'
import type {Sessions} from '../resources/sessions.js'
import type {Session} from '../schemas/session.js'
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
