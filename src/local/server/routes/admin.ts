import {z} from 'zod'
import type {Cluster} from '../../cluster/cluster.js'
import {ok, type Actor, type Reply, type RequestContext} from '../context.js'
import {GraphApi} from '../graphql/api.js'
import {Problem} from '../problems.js'
import type {Route} from '../router.js'

const requestSchema = z.looseObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
})

const GRAPHQL_ERROR = {
  status: 400,
  slug: 'graphql-error',
  title: 'GraphQL-generated error.',
  errorCode: 'api_generic_internal-error',
}

/** The GraphQL endpoints: the standard one, and the legacy one that answers errors as 400. */
export function adminRoutes(cluster: Cluster): Route[] {
  const api = new GraphApi(cluster)

  async function standard(context: RequestContext, actor: Actor): Promise<Reply> {
    return ok(await api.execute(await context.body(requestSchema), actor))
  }

  async function legacy(context: RequestContext, actor: Actor): Promise<Reply> {
    const answer = await api.execute(await context.body(requestSchema), actor)
    if (answer.errors) throw new Problem(GRAPHQL_ERROR, {data: answer.errors})
    return ok(answer)
  }

  return [
    {method: 'POST', path: '/admin/gql', access: 'user', handle: standard},
    {method: 'POST', path: '/admin/graphql', access: 'user', handle: legacy},
  ]
}
