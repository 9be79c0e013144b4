import {NotAllowedError, SdkError} from '../errors.js'
import type {Session} from '../schemas/session.js'
import type {WaitFacts} from '../insight/why.js'
import type {Agents} from './agents.js'
import {queuePositions} from './pending-queue.js'
import type {Resources} from './resources.js'
import {schedulingNotes} from './scheduling-history.js'
import type {Sessions} from './sessions.js'
import {collect} from '../transport/collect.js'
import type {GraphQL} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {isDead, phaseOf} from '../values/session-status.js'

/** What the facts are fetched with; a `BackendAI` client is one. */
export interface FactSources {
  http: Transport
  graphql: GraphQL
  sessions: Sessions
  agents: Agents
  resources: Resources
}

/** Live sessions looked at; more than this only blurs who stands in the way. */
const MOST_OTHERS = 2000

/**
 * Fetches what explains the given sessions: every question is asked once, and what the account may not see stays
 * undefined. Hand the result to `explain`.
 */
export async function fetchWaitFacts(
  sources: FactSources,
  sessions: readonly Session[],
  options: RequestOptions & {now?: Date} = {},
): Promise<WaitFacts[]> {
  const queued = sessions.filter((session) => phaseOf(session.status) === 'queued')
  const now = options.now ?? new Date()
  if (queued.length === 0)
    return sessions.map((session) => ({session, agents: [], use: undefined, others: [], now}))
  const [agents, others, notes, positions] = await Promise.all([
    sources.agents.summary(undefined, options),
    liveSessions(sources, options),
    notesBySession(sources.http, queued, options),
    positionsOf(sources, queued, options),
  ])
  const use = await limitsByProject(sources.resources, queued, options)
  return sessions.map((session) => ({
    session,
    agents,
    use: use.get(session.project ?? ''),
    others,
    managerPosition: positions.get(session.id),
    waitsFor: session.dependencies.filter(
      ({status, result}) => status !== 'TERMINATED' || result !== 'success',
    ),
    notes: notes.get(session.id) ?? [],
    now,
  }))
}

async function liveSessions({http, sessions}: FactSources, options: RequestOptions): Promise<Session[]> {
  const {sessionStatuses} = await http.capabilities(options)
  const status = sessionStatuses.filter((name) => !isDead(name) && name !== 'ERROR')
  // `all` is what the role may see: a user's own, a domain's, or everybody's.
  return collect(sessions.list({scope: 'all', status}, options), MOST_OTHERS)
}

/** Places of the queued sessions, where the manager tells them. */
async function positionsOf(
  sources: FactSources,
  queued: readonly Session[],
  options: RequestOptions,
): Promise<Map<string, number>> {
  const groups = new Set(queued.flatMap(({resourceGroup}) => resourceGroup ?? []))
  const found = await Promise.all([...groups].map((group) => queuePositions(sources, group, options)))
  return new Map(found.flatMap((positions) => [...positions]))
}

async function notesBySession(
  http: Transport,
  sessions: readonly Session[],
  options: RequestOptions,
): Promise<Map<string, string[]>> {
  const {default: pLimit} = await import('p-limit')
  const limit = pLimit(4)
  const asked = sessions
    .slice(0, 20)
    .map((session) =>
      limit(async (): Promise<[string, string[]]> => [
        session.id,
        await schedulingNotes(http, session.id, options),
      ]),
    )
  return new Map(await Promise.all(asked))
}

async function limitsByProject(resources: Resources, sessions: readonly Session[], options: RequestOptions) {
  const projects = new Map(sessions.map((session) => [session.project ?? 'default', session.resourceGroup]))
  const asked = [...projects].map(async ([project, group]) => {
    try {
      return [project, await resources.use(project, group ?? undefined, options)] as const
    } catch (error) {
      // An administrator is no member of every project he looks into.
      if (error instanceof NotAllowedError || (error instanceof SdkError && error.code !== 'ABORTED')) {
        return [project, undefined] as const
      }
      throw error
    }
  })
  return new Map(await Promise.all(asked))
}
