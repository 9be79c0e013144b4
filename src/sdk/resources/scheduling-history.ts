import {z} from 'zod'
import {SdkError} from '../errors.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

const DOCUMENT = `query($id: UUID!, $limit: Int!) {
  sessionScopedSchedulingHistories(scope: {sessionId: $id}, orderBy: [{field: UPDATED_AT, direction: DESC}], limit: $limit) {
    edges { node { phase result message attempts updatedAt subSteps { step result message } } }
  }
}`

const step = z.looseObject({step: z.string(), result: z.string(), message: z.string().nullish()})
const answerSchema = z.looseObject({
  data: z
    .looseObject({
      sessionScopedSchedulingHistories: z
        .looseObject({
          edges: z.array(
            z.looseObject({
              node: z.looseObject({
                phase: z.string(),
                result: z.string(),
                message: z.string().nullish(),
                attempts: z.number().nullish(),
                subSteps: z.array(step).nullish(),
              }),
            }),
          ),
        })
        .nullish(),
    })
    .nullish(),
})

/**
 * What the scheduler noted about a session, newest first, in its own words (26.2 and later, GraphQL v2 at
 * `/admin/gql/strawberry`; open to the session's owner). Steps that went well are left out.
 * Empty when this manager or account does not have it.
 */
export async function schedulingNotes(
  http: Transport,
  sessionId: string,
  options: RequestOptions & {limit?: number} = {},
): Promise<string[]> {
  if (!(await http.capabilities(options)).has('schedulingHistory')) return []
  const body = {query: DOCUMENT, variables: {id: sessionId, limit: options.limit ?? 3}}
  try {
    const answer = await http.json(
      {method: 'POST', path: '/admin/gql/strawberry', body, idempotent: true},
      answerSchema,
      {...options, timeoutMs: 10_000},
    )
    const edges = answer.data?.sessionScopedSchedulingHistories?.edges ?? []
    return edges.flatMap(({node}) => notesOf(node)).filter((note, i, all) => all.indexOf(note) === i)
  } catch (error) {
    // A router in front may not offer it: the explanation stands without these notes.
    if (error instanceof SdkError && error.code !== 'ABORTED') return []
    throw error
  }
}

interface Entry {
  result: string
  message?: string | null | undefined
  subSteps?: readonly z.output<typeof step>[] | null | undefined
}

function notesOf(entry: Entry): string[] {
  if (entry.result === 'SUCCESS') return []
  const steps = (entry.subSteps ?? []).filter(({result, message}) => result !== 'SUCCESS' && message)
  return [
    ...(entry.message ? [entry.message] : []),
    ...steps.map(({step: name, message}) => `${name}: ${message ?? ''}`),
  ]
}
