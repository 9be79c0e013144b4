import {
  ConflictError,
  ManagerError,
  NotFoundError,
  SessionFailedError,
  UnreachableError,
  UnsupportedError,
  type SdkError,
} from '../errors.js'
import {SessionApps} from '../resources/session-apps.js'
import {SessionExecution} from '../resources/session-execution.js'
import {SessionFiles} from '../resources/session-files.js'
import type {Sessions} from '../resources/sessions.js'
import type {Session} from '../schemas/session.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {TimeLimit} from '../transport/time-limit.js'
import {formatDuration} from '../values/duration.js'
import {isDead, phaseOf} from '../values/session-status.js'
import type {SessionChannel} from './channel.js'
import type {ChannelOptions} from './channel-ways.js'
import {fateOr, whyLost} from './session-fate.js'
import {SshChannel} from './ssh-channel.js'
import {connectSsh} from './ssh-link.js'

/** The private key that lets one into a session, in its home. */
const KEY_FILE = 'id_container'
const SSH_APP = 'sshd'
/** A node that hangs keeps its manager waiting for an answer, and with it whoever asks. */
const WAY_IN_WITHIN_MS = 20_000

/** What a channel is opened with. */
export interface Inside {
  http: Transport
  sessions: Sessions
}

type Target = Pick<Session, 'id' | 'name' | 'status'>

/**
 * Opens a way into a running session: its ssh server, inside the manager's stream `tcpproxy`; or the execute API.
 * Rejects with `ConflictError` when the session does not run yet, `SessionFailedError` when it has ended,
 * `UnsupportedError` when it must be ssh and there is no ssh server in it, `UnreachableError` when nobody is let in
 * within `timeoutMs` (20 s by default).
 */
export async function openChannel(
  inside: Inside,
  session: Target,
  {via = 'auto', onDetour, ...options}: ChannelOptions = {},
): Promise<SessionChannel> {
  refuseUnlessRunning(session)
  if (via === 'api') return byExecuteApi(inside, session)
  try {
    return await bySsh(inside, session, options)
  } catch (error) {
    if (via === 'ssh' || !(error instanceof NoSshServerError)) throw error
    onDetour?.(`By the execute API: ${error.message}`)
    return byExecuteApi(inside, session)
  }
}

async function bySsh(
  inside: Inside,
  session: Target,
  {signal, timeoutMs = WAY_IN_WITHIN_MS}: RequestOptions,
): Promise<SessionChannel> {
  const limit = new TimeLimit(timeoutMs, signal)
  const why = (): Promise<SdkError> => whyLost(inside.sessions, session)
  try {
    return await enterBySsh(inside.http, session, {opening: limit.signal, signal, why})
  } catch (error) {
    if (!limit.signal.aborted || signal?.aborted) throw error
    throw await fateOr(tooLate(session, timeoutMs, error), why)
  } finally {
    limit.release()
  }
}

async function enterBySsh(
  http: Transport,
  session: Target,
  {
    opening,
    signal,
    why,
  }: {opening: AbortSignal; signal: AbortSignal | undefined; why: () => Promise<SdkError>},
): Promise<SessionChannel> {
  const options = {signal: opening}
  const key = await new SessionFiles(http)
    .read(session.id, KEY_FILE, options)
    .catch(async (error: unknown) => {
      // A bare 500 is all that managers say of a file that is not there.
      const isMissing = error instanceof ManagerError && !(await hasSsh(http, session, options))
      throw isMissing ? await noSshServer(session, {why, cause: error}) : await fateOr(error, why)
    })
  const link = await connectSsh({
    key,
    open: (only = signal) =>
      http.stream(path`/stream/session/${session.id}/tcpproxy`, {app: SSH_APP}, {signal: only}),
    signal: opening,
  }).catch(async (error: unknown) => {
    const isMissing = error instanceof NotFoundError
    throw isMissing ? await noSshServer(session, {why, cause: error}) : await fateOr(error, why)
  })
  return new SshChannel(link, why)
}

async function byExecuteApi({http, sessions}: Inside, session: Target): Promise<SessionChannel> {
  const {ExecuteChannel} = await import('./execute-channel.js')
  return new ExecuteChannel({
    http,
    files: new SessionFiles(http),
    execution: new SessionExecution(http),
    ...{session, whyLost: () => whyLost(sessions, session)},
  })
}

class NoSshServerError extends UnsupportedError {}

async function hasSsh(http: Transport, {id}: Target, options: RequestOptions): Promise<boolean> {
  // Where the list cannot be had either, the error of the key says more.
  const apps = await new SessionApps(http).list(id, options).catch(() => undefined)
  return apps === undefined || apps.some(({name}) => name === SSH_APP)
}

/** The same answers come for a session that has just ended. */
async function noSshServer(
  {name}: Target,
  {why, cause}: {why: () => Promise<SdkError>; cause: unknown},
): Promise<SessionFailedError | NoSshServerError> {
  const fate = await why()
  if (fate instanceof SessionFailedError) return fate
  return new NoSshServerError(`${name} has no ssh server.`, {
    cause,
    hints: ['Its agent gives it none. By the execute API commands and files go all the same: --via api.'],
  })
}

function tooLate({name}: Target, timeoutMs: number, cause: unknown): UnreachableError {
  return new UnreachableError(`${name} let nobody in within ${formatDuration(timeoutMs)}.`, {
    cause,
    hints: [
      'Its node does not answer. An administrator sees more: `bai ops status`, `bai admin agent list`.',
    ],
  })
}

function refuseUnlessRunning({name, status}: Target): void {
  if (phaseOf(status) === 'running') return
  if (isDead(status)) throw new SessionFailedError(`${name} has ended: it is ${status}.`)
  throw new ConflictError(`${name} is ${status}: only in a running session can anything be done.`, {
    hints: [`Wait for it: \`bai session wait ${name}\`.`],
  })
}
