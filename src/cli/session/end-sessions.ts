import pLimit from 'p-limit'
import {
  collect,
  freedBy,
  holdsResources,
  isDead,
  phaseOf,
  SdkError,
  startsAfterFreeing,
  usableNodes,
  WaitTimeoutError,
  type BackendAI,
  type Session,
} from '../../sdk/index.js'

/** What became of one session that was to be ended. */
export interface EndedRow {
  id: string
  name: string
  /** Status before. */
  was: string
  /** Status now: `TERMINATING`, or `TERMINATED` after --wait. */
  status: string
  /** `terminated`, `cancelled` (it was still waiting), `gone` (it had ended already), `failed`, or `planned` in a dry run. */
  outcome: 'terminated' | 'cancelled' | 'gone' | 'failed' | 'planned'
}

export interface EndOptions {
  forced: boolean
  recursive: boolean
  wait: boolean
  timeoutMs?: number | undefined
  jobs: number
  signal: AbortSignal
  note: (text: string) => void
}

/** Requests the end of each session, a few at a time; a failure does not stop the others. */
export async function endSessions(
  client: BackendAI,
  sessions: readonly Session[],
  options: EndOptions,
): Promise<{rows: EndedRow[]; errors: SdkError[]}> {
  const limit = pLimit(options.jobs)
  const errors: SdkError[] = []
  const rows = await Promise.all(
    sessions.map((session) => limit(() => endOne(client, session, options, errors))),
  )
  if (options.wait) await waitForEnd(client, rows, options)
  return {rows, errors}
}

async function endOne(
  client: BackendAI,
  session: Session,
  options: EndOptions,
  errors: SdkError[],
): Promise<EndedRow> {
  const row = {id: session.id, name: session.name, was: session.status}
  if (isDead(session.status)) return {...row, status: session.status, outcome: 'gone'}
  try {
    const outcome = await client.sessions.destroy(session.id, {
      signal: options.signal,
      forced: options.forced,
      recursive: options.recursive,
      // An administrator reaches a user's session only by naming its owner.
      ...(session.accessKey !== null && {ownerAccessKey: session.accessKey}),
    })
    return {...row, status: outcome === 'cancelled' ? 'CANCELLED' : 'TERMINATING', outcome}
  } catch (error) {
    if (!(error instanceof SdkError)) throw error
    errors.push(error)
    options.note(`${session.name}: ${error.message}`)
    return {...row, status: session.status, outcome: 'failed'}
  }
}

async function waitForEnd(client: BackendAI, rows: EndedRow[], options: EndOptions): Promise<void> {
  const ending = rows.filter((row) => row.outcome === 'terminated' || row.outcome === 'cancelled')
  if (ending.length === 0) return
  const {outcome, sessions} = await client.wait(
    ending.map((row) => row.id),
    {goals: ['terminated'], withinMs: options.timeoutMs, signal: options.signal},
  )
  for (const row of ending)
    row.status = sessions.find((session) => session.id === row.id)?.status ?? row.status
  if (outcome === 'timeout') {
    const left = ending.filter((row) => !isDead(row.status)).map((row) => `${row.name} is ${row.status}`)
    throw new WaitTimeoutError(`Time is up: ${left.join(', ')}.`, {
      hints: ['--force ends a session that hangs.'],
    })
  }
}

/** The waiting sessions that will start because of this, in the order the scheduler will come to them. */
export async function whoStarts(
  client: BackendAI,
  ended: readonly Session[],
  signal: AbortSignal,
): Promise<Session[]> {
  const holders = ended.filter((session) => holdsResources(session.status))
  if (holders.length === 0) return []
  const status = (await client.capabilities({signal})).sessionStatuses.filter(
    (name) => phaseOf(name) === 'queued',
  )
  const [agents, queued] = await Promise.all([
    client.agents.summary(undefined, {signal}),
    collect(client.sessions.list({scope: 'all', status}, {signal}), 1000),
  ])
  const ids = new Set(ended.map((session) => session.id))
  const queue = queued.filter((session) => !ids.has(session.id))
  const now = new Set(startsNow(queue, agents ?? [], []).map((session) => session.id))
  return startsNow(queue, agents ?? [], holders).filter((session) => !now.has(session.id))
}

function startsNow(
  queue: readonly Session[],
  agents: Parameters<typeof usableNodes>[0],
  freed: readonly Session[],
): Session[] {
  const groups = [...new Set(queue.map((session) => session.resourceGroup))]
  return groups.flatMap((group) =>
    startsAfterFreeing(
      queue.filter((session) => session.resourceGroup === group),
      usableNodes(agents, group),
      freedBy(freed),
    ),
  )
}
