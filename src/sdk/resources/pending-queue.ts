import {z} from 'zod'
import {SdkError} from '../errors.js'
import type {GraphQL} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

const answerSchema = z
  .looseObject({
    edges: z.array(
      z.looseObject({node: z.looseObject({row_id: z.string(), queue_position: z.number().nullish()})}),
    ),
  })
  .nullable()

/** Places asked for; whoever stands behind them does not look for his place by counting. */
const FETCHED = 100

/**
 * The places of sessions in the queue of a resource group as the manager counts them, 1 is next, by session id
 * (`session_pending_queue`, 25.13 and later, superadmins only). Empty when this manager or account does not have it.
 */
export async function queuePositions(
  {http, graphql}: {http: Transport; graphql: GraphQL},
  resourceGroup: string,
  options: RequestOptions = {},
): Promise<Map<string, number>> {
  if (!(await http.capabilities(options)).has('pendingQueue')) return new Map()
  const query = {
    root: 'session_pending_queue',
    args: {
      resource_group_id: {type: 'String!', value: resourceGroup},
      first: {type: 'Int', value: FETCHED},
    },
    fields: [{name: 'edges', fields: [{name: 'node', fields: ['row_id', 'queue_position']}]}],
  }
  try {
    const {edges} = (await graphql.query(query, answerSchema, options)) ?? {edges: []}
    return new Map(
      edges.flatMap(({node: {row_id: id, queue_position: place}}) =>
        // The manager counts from 0. A session that is set back for a moment has no place.
        place === null || place === undefined ? [] : [[id, place + 1]],
      ),
    )
  } catch (error) {
    // The explanation stands without it: the place is counted among the sessions that can be seen.
    if (error instanceof SdkError && error.code !== 'ABORTED') return new Map()
    throw error
  }
}
