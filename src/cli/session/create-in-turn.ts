import {AbortedError, type BackendAI, type CreateOutcome, type SessionSpec} from '../../sdk/index.js'

export interface InTurnOptions {
  /** Most of them that live at a time. */
  atOnce: number
  signal: AbortSignal
  note: (text: string) => void
}

/**
 * Creates sessions of which only a few may live at a time: the next one when one has ended, however it ended. Managers
 * know no such limit. Always resolves; after an abort the rest is among the outcomes as not created.
 */
export async function createInTurn(
  client: BackendAI,
  specs: readonly SessionSpec[],
  {atOnce, signal, note}: InTurnOptions,
): Promise<CreateOutcome[]> {
  const outcomes: CreateOutcome[] = []
  let living: string[] = []
  for (const spec of specs) {
    if (living.length >= atOnce) living = await untilOneEnds(client, living, signal)
    const [outcome] = await client.createMany([spec], {signal})
    if (!outcome) continue
    outcomes.push(outcome)
    if (outcome.session === undefined) continue
    living.push(outcome.session.id)
    note(`${spec.name}: created, ${outcomes.length} of ${specs.length}`)
  }
  return outcomes
}

/** Those that still live when at least one has ended. */
async function untilOneEnds(client: BackendAI, ids: string[], signal: AbortSignal): Promise<string[]> {
  try {
    const {sessions} = await client.wait(ids, {goals: ['terminated', 'failed'], mode: 'any', signal})
    return sessions.filter(({status}) => !OVER.has(status)).map(({id}) => id)
  } catch (error) {
    // The next one is not created then, and says so.
    if (error instanceof AbortedError) return ids
    throw error
  }
}

const OVER: ReadonlySet<string> = new Set(['TERMINATED', 'CANCELLED', 'ERROR'])
