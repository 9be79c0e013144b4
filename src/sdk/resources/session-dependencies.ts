import {z} from 'zod'
import {NotFoundError} from '../errors.js'
import type {Dependency, Session} from '../schemas/session.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

const graphSchema = z.looseObject({depends_on: z.array(z.looseObject({session_id: z.string()})).nullish()})

/** Ids of the sessions one depends on, from its dependency graph. None once it has ended: managers forget the graph. */
export async function dependencyIds(
  http: Transport,
  sessionId: string,
  options: RequestOptions = {},
): Promise<string[]> {
  try {
    const call = {method: 'GET', path: path`/session/${sessionId}/dependency-graph`} as const
    return ((await http.json(call, graphSchema, options)).depends_on ?? []).map(({session_id: id}) => id)
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
}

/** What a dependent session says about this one. */
export function asDependency({id, name, status, result}: Session): Dependency {
  return {id, name, status, result}
}
