import {OpsAbortedError, OpsError, OpsNotFoundError, OpsUnreachableError} from '../errors.js'
import type {RunOptions} from '../host/host.js'
import type {Progress} from '../progress.js'
import {readContainer} from './container.js'
import {runDocker} from './docker.js'
import {tagCommand, type CommitPlan} from './plan.js'

/** How an image is made. */
export interface CommitOptions {
  signal?: AbortSignal | undefined
  progress: Progress
}

/** How long one small docker command may take while things are put in order. */
const TIDY_WITHIN_MS = 60_000

/**
 * Makes the image of a plan, and pushes it if the plan says so. It has its name only when it is whole; when anything
 * fails, or the signal fires, no image is left, and the container goes on.
 * Rejects with `NoSpaceError`, `OpsUnreachableError`, `OpsNotAllowedError` (the registry refuses), `OpsAbortedError`.
 */
export async function commitContainer(plan: CommitPlan, options: CommitOptions): Promise<void> {
  try {
    await commit(plan, options)
    refuseAborted(options.signal)
    for (const name of plan.names) await run(plan, tagCommand(plan, name), {timeoutMs: TIDY_WITHIN_MS})
    await removeImage(plan, plan.temporary)
    if (plan.commands.push) {
      options.progress(`Pushing ${plan.reference}`)
      await run(plan, plan.commands.push, {signal: options.signal})
    }
  } catch (error) {
    await putInOrder(plan, options)
    throw error
  }
}

/** Takes an image of a plan away again, after a later step failed. */
export async function takeBack(plan: CommitPlan): Promise<void> {
  for (const name of plan.names) await removeImage(plan, name)
}

/**
 * The engine goes on with a commit whose client has gone, and would leave an image nobody knows of: after an interruption
 * the container is let go at once, and the end of the commit is awaited.
 */
async function commit(plan: CommitPlan, {signal, progress}: CommitOptions): Promise<void> {
  refuseAborted(signal)
  progress(`Committing ${plan.container.name} on ${plan.host.name}`)
  const release = (): void => {
    progress('Interrupted: the session goes on; waiting for Docker to end, to remove what it made.')
    void unpause(plan)
  }
  signal?.addEventListener('abort', release, {once: true})
  try {
    await run(plan, plan.commands.commit, {})
  } finally {
    signal?.removeEventListener('abort', release)
  }
}

async function putInOrder(plan: CommitPlan, {progress}: CommitOptions): Promise<void> {
  try {
    await unpause(plan)
    await removeImage(plan, plan.temporary)
    await takeBack(plan)
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    progress(
      `Warning: could not tidy up: ${error.message}\n` +
        `Look at container ${plan.container.name} and the images ${plan.temporary} and ${plan.reference}.`,
    )
  }
}

async function unpause(plan: CommitPlan): Promise<void> {
  const {host, docker, container} = plan
  try {
    const {status} = await readContainer(host, docker, container.id, {timeoutMs: TIDY_WITHIN_MS})
    if (status === 'paused') await run(plan, ['docker', 'unpause', container.id], {timeoutMs: TIDY_WITHIN_MS})
  } catch (error) {
    // It may have ended, or Docker may have let it go a moment before.
    if (error instanceof OpsUnreachableError) throw error
    if (!(error instanceof OpsError)) throw error
  }
}

async function removeImage(plan: CommitPlan, image: string): Promise<void> {
  try {
    await run(plan, ['docker', 'image', 'rm', image], {timeoutMs: TIDY_WITHIN_MS})
  } catch (error) {
    if (!(error instanceof OpsNotFoundError)) throw error
  }
}

async function run(plan: CommitPlan, command: readonly string[], options: RunOptions): Promise<void> {
  await runDocker(plan.host, plan.docker, command, options)
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new OpsAbortedError('Interrupted; no image was made.', {cause: signal.reason})
}
