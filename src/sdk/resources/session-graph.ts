import {z} from 'zod'
import {NotFoundError} from '../errors.js'
import {collect} from '../transport/collect.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {phaseOf} from '../values/session-status.js'
import type {Sessions} from './sessions.js'

/** A session of a dependency graph. */
export interface GraphSession {
  id: string
  name: string
  status: string
  /** Ids of the sessions that must succeed first. */
  dependsOn: string[]
}

interface WireNode {
  session_id: string
  session_name?: string | null | undefined
  status?: string | null | undefined
  depends_on?: WireNode[] | null | undefined
}

const wireNode: z.ZodType<WireNode> = z.looseObject({
  session_id: z.string(),
  session_name: z.string().nullish(),
  status: z.string().nullish(),
  get depends_on() {
    return z.array(wireNode).nullish()
  },
})

/** Waiting sessions that are asked whether they wait for this one. */
const MOST_WAITING = 200

/**
 * Everything a session depends on, directly or through others, and the account's waiting sessions that depend on it
 * (`GET /session/{id}/dependency-graph`). The session itself comes first. Of ended sessions managers forget the graph.
 */
export async function sessionGraph(
  {http, sessions}: {http: Transport; sessions: Sessions},
  id: string,
  options: RequestOptions = {},
): Promise<GraphSession[]> {
  const found = new Map<string, GraphSession>()
  const own = await fetchGraph(http, id, options)
  if (own) addTo(found, own)
  else {
    const {name, status, dependencies} = await sessions.get(id, options)
    found.set(id, {id, name, status, dependsOn: dependencies.map((one) => one.id)})
    for (const one of dependencies) found.set(one.id, {...one, dependsOn: []})
  }
  for (const graph of await waitingGraphs({http, sessions}, options)) {
    if (mentions(graph, id)) addTo(found, graph)
  }
  return [...found.values()]
}

async function fetchGraph(
  http: Transport,
  id: string,
  options: RequestOptions,
): Promise<WireNode | undefined> {
  try {
    return await http.json({method: 'GET', path: path`/session/${id}/dependency-graph`}, wireNode, options)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

async function waitingGraphs(
  {http, sessions}: {http: Transport; sessions: Sessions},
  options: RequestOptions,
): Promise<WireNode[]> {
  const [{default: pLimit}, {sessionStatuses}] = await Promise.all([
    import('p-limit'),
    http.capabilities(options),
  ])
  const status = sessionStatuses.filter((name) => phaseOf(name) === 'queued')
  const waiting = await collect(sessions.list({status}, options), MOST_WAITING)
  const limit = pLimit(4)
  const graphs = await Promise.all(waiting.map(({id}) => limit(() => fetchGraph(http, id, options))))
  return graphs.filter((graph) => graph !== undefined)
}

function mentions(node: WireNode, id: string): boolean {
  return node.session_id === id || (node.depends_on ?? []).some((one) => mentions(one, id))
}

function addTo(found: Map<string, GraphSession>, node: WireNode): void {
  const parents = node.depends_on ?? []
  const dependsOn = [...new Set(parents.map((one) => one.session_id))]
  const known = found.get(node.session_id)
  // A node that another one leads to may come without its own dependencies.
  if (!known || known.dependsOn.length < dependsOn.length) {
    found.set(node.session_id, {
      id: node.session_id,
      name: node.session_name ?? node.session_id,
      status: (node.status ?? 'UNKNOWN').toUpperCase(),
      dependsOn,
    })
  }
  for (const parent of parents) addTo(found, parent)
}
