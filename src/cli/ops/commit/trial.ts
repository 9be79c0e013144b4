import {randomBytes} from 'node:crypto'
import {
  Decimal,
  formatSize,
  SessionFailedError,
  WaitTimeoutError,
  type BackendAI,
  type Image,
  type Session,
  type SessionSpec,
} from '../../../sdk/index.js'
import type {CommitContext} from './context.js'
import type {Subject} from './subject.js'

const RUNS_WITHIN_MS = 5 * 60_000
/** Managers add shared memory of this size to an image's least memory. */
const SHARED_MEMORY = 64 * 1024 ** 2
const LEAST_MEMORY = 256 * 1024 ** 2

/**
 * Starts a session from the image as its owner, sees it run, and removes it whatever happened. Rejects with
 * `SessionFailedError`, `WaitTimeoutError`.
 */
export async function tryImage(
  image: Image,
  subject: Subject,
  {client, signal, note, timeoutMs, wait}: CommitContext & {wait: boolean},
): Promise<void> {
  const spec = trialSpec(image, subject)
  const {id} = await client.sessions.create(spec, {signal})
  note(`Trying the image in session ${spec.name}`)
  try {
    const withinMs = timeoutMs ?? RUNS_WITHIN_MS
    const {outcome, sessions} = await client.wait([id], {goals: ['running'], signal, withinMs})
    if (outcome !== 'reached') throw notRunning(image, spec.name, sessions[0])
    note(`${spec.name} is RUNNING.`)
  } finally {
    await remove(client, id, {ownerAccessKey: spec.ownerAccessKey, wait: wait && !signal.aborted})
  }
}

function trialSpec(image: Image, {session}: Subject): SessionSpec {
  const memory = Decimal.max(LEAST_MEMORY, new Decimal(image.minimum['mem'] ?? 0).plus(SHARED_MEMORY))
  return {
    name: `bai-try-${randomBytes(4).toString('hex')}`,
    image: image.reference,
    architecture: image.architecture,
    resources: {...image.minimum, cpu: image.minimum['cpu'] ?? '1', mem: memory.toFixed(0)},
    ...(session.domain !== null && {domain: session.domain}),
    ...(session.project !== null && {project: session.project}),
    ...(session.resourceGroup !== null && {resourceGroup: session.resourceGroup}),
    // Nobody but the owner may start it, superadmins included.
    ...(session.accessKey !== null && {ownerAccessKey: session.accessKey}),
  }
}

async function remove(
  client: BackendAI,
  id: string,
  {ownerAccessKey, wait}: {ownerAccessKey: string | undefined; wait: boolean},
): Promise<void> {
  // Not by the command's signal: it must be gone after a Ctrl-C as well.
  await client.sessions.destroy(id, {forced: true, ...(ownerAccessKey !== undefined && {ownerAccessKey})})
  if (wait) await client.wait([id], {goals: ['terminated'], withinMs: RUNS_WITHIN_MS})
}

function notRunning(
  image: Image,
  name: string,
  session: Session | undefined,
): SessionFailedError | WaitTimeoutError {
  const status = session?.status ?? 'gone'
  const why = session?.failure ?? session?.statusInfo
  const isDead = session === undefined || session.terminatedAt !== null || status === 'CANCELLED'
  const message = `${image.reference} is registered, but the trial session ${name} did not run: ${status}${why ? `, ${why}` : ''}.`
  if (isDead) return new SessionFailedError(message, {hints: ["Look into the agent's log."]})
  return new WaitTimeoutError(message, {
    hints: [
      `It needs ${formatSize(LEAST_MEMORY)} of memory and a core in resource group ${session.resourceGroup ?? ''}.`,
    ],
  })
}
