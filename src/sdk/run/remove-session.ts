import {UnreachableError, WaitTimeoutError} from '../errors.js'
import type {JobSession} from './job.js'
import type {JobSources} from './sources.js'

/** Longest time for it all: what is ending holds its resources until then, and a job is not over before. */
const WITHIN_MS = 60_000
/** The first request may still be under way to the manager when the one that removes it is sent. */
const TRIES = 3

/**
 * Ends a session and waits until it is over. Obeys no signal: it is what is done after one.
 * Rejects with `WaitTimeoutError` when it does not end, `UnreachableError` when the manager is gone.
 */
export async function removeSession(client: JobSources, session: JobSession): Promise<void> {
  const id = session.id ?? (await idOf(client, session.name))
  if (id === undefined) return
  await destroy(client, id)
  const {outcome} = await client.wait([id], {goals: ['terminated'], withinMs: WITHIN_MS})
  if (outcome === 'reached') return
  throw new WaitTimeoutError(`${session.name} was told to end, and has not within a minute.`, {
    hints: [`End it with \`bai session rm ${id} --force\`.`],
  })
}

async function destroy(client: JobSources, id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.sessions.destroy(id, {forced: true})
      return
    } catch (error) {
      if (!(error instanceof UnreachableError) || tries === TRIES) throw error
    }
  }
}

/** A session that the manager was asked for without an answer: is it there? */
async function idOf(client: JobSources, name: string): Promise<string | undefined> {
  const [found] = await client.sessions.named(name)
  return found?.id
}
