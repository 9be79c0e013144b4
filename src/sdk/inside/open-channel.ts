import {
  ConflictError,
  NotFoundError,
  SessionFailedError,
  UnreachableError,
  UnsupportedError,
  type SdkError,
} from '../errors.js'
import {SessionFiles} from '../resources/session-files.js'
import type {Sessions} from '../resources/sessions.js'
import type {Session} from '../schemas/session.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {isDead, phaseOf} from '../values/session-status.js'
import type {SessionChannel} from './channel.js'
import {SshChannel} from './ssh-channel.js'
import {connectSsh} from './ssh-link.js'

/** The private key that lets one into a session, in its home. */
const KEY_FILE = 'id_container'

/** What a channel is opened with. */
export interface Inside {
  http: Transport
  sessions: Sessions
}

/**
 * Opens a way into a running session: its ssh server, inside the manager's stream `tcpproxy`.
 * Rejects with `ConflictError` when the session does not run yet, `SessionFailedError` when it has ended,
 * `UnsupportedError` when there is no ssh server in it.
 */
export async function openChannel(
  {http, sessions}: Inside,
  session: Pick<Session, 'id' | 'name' | 'status'>,
  options: RequestOptions = {},
): Promise<SessionChannel> {
  refuseUnlessRunning(session)
  const key = await new SessionFiles(http).read(session.id, KEY_FILE, options)
  const link = await connectSsh({
    key,
    open: () => http.stream(path`/stream/session/${session.id}/tcpproxy`, {app: 'sshd'}, options),
    signal: options.signal,
  }).catch(async (error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error
    // The same answer comes for a session that has just ended.
    const why = await whyLost(sessions, session)
    throw why instanceof SessionFailedError ? why : noSshServer(session.name, error)
  })
  return new SshChannel(link, () => whyLost(sessions, session))
}

/** Docs/decisions/0047 says why there is no other way. */
function noSshServer(name: string, cause: NotFoundError): UnsupportedError {
  return new UnsupportedError(`${name} has no ssh server, by which commands and files get into a session.`, {
    cause,
    hints: ['Its agent gives it none. `bai session app` lists what a session serves.'],
  })
}

function refuseUnlessRunning({name, status}: Pick<Session, 'name' | 'status'>): void {
  if (phaseOf(status) === 'running') return
  if (isDead(status)) throw new SessionFailedError(`${name} has ended: it is ${status}.`)
  throw new ConflictError(`${name} is ${status}: only in a running session can anything be done.`, {
    hints: [`Wait for it: \`bai session wait ${name}\`.`],
  })
}

/** Says why the connection to a session ended: with the session, or by itself. */
async function whyLost(sessions: Sessions, session: Pick<Session, 'id' | 'name'>): Promise<SdkError> {
  const [now] = await sessions.getMany([session.id], {timeoutMs: 10_000}).catch(() => [])
  if (now && phaseOf(now.status) !== 'running') {
    const reason = now.statusInfo === null ? '' : ` (${now.statusInfo})`
    return new SessionFailedError(`${session.name} ended meanwhile: it is ${now.status}${reason}.`)
  }
  const state = now ? ` The manager says that the session is ${now.status}.` : ''
  return new UnreachableError(`The connection to ${session.name} was lost.${state}`)
}
