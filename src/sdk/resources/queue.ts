import {explain, type Explanation} from '../insight/why.js'
import {queueStats, type QueueStats} from '../insight/queue-stats.js'
import {queueOrder} from '../insight/capacity.js'
import type {Session} from '../schemas/session.js'
import {collect} from '../transport/collect.js'
import type {RequestOptions} from '../transport/options.js'
import {phaseOf} from '../values/session-status.js'
import {quoteFilter} from './filters.js'
import {fetchWaitFacts, type FactSources} from './wait-facts.js'

/** A session that waits, with the reason. */
export interface QueueEntry {
  session: Session
  why: Explanation
}

/** The sessions that wait, as far as the account may see them: a user's own, a domain's, or everybody's. */
export class Queue {
  constructor(private readonly sources: FactSources) {}

  /** Those that wait, first the one that is next, with what each waits for. */
  async list(
    query: {resourceGroup?: string | undefined} = {},
    options: RequestOptions = {},
  ): Promise<QueueEntry[]> {
    const {sessions} = this.sources
    const status = await this.#statuses((phase) => phase === 'queued', options)
    const all = await sessions.listWithDependencies({scope: 'all', status}, options)
    const chosen = all.filter(
      ({resourceGroup}) => query.resourceGroup === undefined || resourceGroup === query.resourceGroup,
    )
    const facts = await fetchWaitFacts(this.sources, queueOrder(chosen), options)
    return facts.map((fact) => ({session: fact.session, why: explain(fact)}))
  }

  /** Counts of each resource group; waits are measured over the sessions created in the last `periodMs`. */
  async stats(query: {periodMs: number}, options: RequestOptions = {}): Promise<QueueStats[]> {
    const {sessions, agents} = this.sources
    const now = new Date()
    const since = new Date(now.getTime() - query.periodMs).toISOString()
    const status = await this.#statuses((phase) => ['queued', 'starting', 'running'].includes(phase), options)
    const [live, recent, nodes] = await Promise.all([
      collect(sessions.list({scope: 'all', status}, options)),
      query.periodMs > 0
        ? collect(sessions.list({scope: 'all', filter: `created_at >= ${quoteFilter(since)}`}, options))
        : [],
      agents.summary(undefined, options),
    ])
    return queueStats({live, recent, agents: nodes, now})
  }

  async #statuses(wanted: (phase: string) => boolean, options: RequestOptions): Promise<string[]> {
    const {sessionStatuses} = await this.sources.http.capabilities(options)
    return sessionStatuses.filter((name) => wanted(phaseOf(name)))
  }
}
