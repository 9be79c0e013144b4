import {
  ConflictError,
  NotFoundError,
  phaseOf,
  type BackendAI,
  type Kernel,
  type RequestOptions,
  type Session,
  type User,
} from '../../../sdk/index.js'

/** The session that becomes an image, and whose it will be. */
export interface Subject {
  session: Session
  /** The main one: its container is what is kept. */
  kernel: Kernel
  owner: User
}

/**
 * Looks the session and its owner up. Rejects with `ConflictError` (another one's session, or it does not run yet),
 * `NotFoundError` (it has ended; nobody has that e-mail).
 */
export async function findSubject(
  client: BackendAI,
  session: Session,
  options: RequestOptions & {owner?: string | undefined},
): Promise<Subject> {
  const {owner: expected, ...request} = options
  if (expected !== undefined && !sameEmail(expected, session.user)) throw notTheirs(session, expected)
  refuseStopped(session)
  const [detailed, owner] = await Promise.all([
    client.sessions.get(session.id, request),
    client.account.userByEmail(session.user ?? '', request),
  ])
  const kernel = detailed.kernels.find(({role}) => role === 'main') ?? detailed.kernels[0]
  if (!kernel) throw new ConflictError(`Session ${session.name} has no kernel to make an image of.`)
  return {session: detailed, kernel, owner}
}

function sameEmail(a: string, b: string | null): boolean {
  return a.toLowerCase() === b?.toLowerCase()
}

function notTheirs(session: Session, expected: string): ConflictError {
  return new ConflictError(`--owner: session ${session.name} does not belong to ${expected}.`, {
    hints: [`Its owner is ${session.user ?? 'unknown'}; the image would be theirs.`],
  })
}

function refuseStopped(session: Session): void {
  const phase = phaseOf(session.status)
  if (phase === 'running') return
  if (phase === 'ended' || phase === 'failed' || phase === 'ending') {
    throw new NotFoundError(`Session ${session.name} is ${session.status}: its container is gone.`, {
      hints: ['Only a running session can become an image.'],
    })
  }
  throw new ConflictError(`Session ${session.name} is ${session.status}: it has no container yet.`, {
    hints: [`Wait for it with: bai session wait ${session.name}`],
  })
}
