import {z} from 'zod'
import {SdkError} from '../errors.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

// No enum values in it: installations whose graphql-core is newer than the manager cannot read them ("parse_literal() takes
// from 2 to 3 positional arguments"). The order is made here.
const DOCUMENT = `query($id: UUID!, $limit: Int!) {
  sessionScopedSchedulingHistories(scope: {sessionId: $id}, limit: $limit) {
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
                updatedAt: z.string().nullish(),
                subSteps: z.array(step).nullish(),
              }),
            }),
          ),
        })
        .nullish(),
    })
    .nullish(),
})

/** Entries fetched; repeated attempts share one, so a session has few. */
const FETCHED = 50

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
  const body = {query: DOCUMENT, variables: {id: sessionId, limit: FETCHED}}
  try {
    const answer = await http.json(
      {method: 'POST', path: '/admin/gql/strawberry', body, idempotent: true},
      answerSchema,
      {...options, timeoutMs: 10_000},
    )
    const entries = (answer.data?.sessionScopedSchedulingHistories?.edges ?? []).map(({node}) => node)
    const newest = entries.sort((a, b) => timeOf(b) - timeOf(a)).slice(0, options.limit ?? 3)
    return [...new Set(newest.flatMap(notesOf))]
  } catch (error) {
    // A router in front may not offer it: the explanation stands without these notes.
    if (error instanceof SdkError && error.code !== 'ABORTED') return []
    throw error
  }
}

interface Entry {
  result: string
  updatedAt?: string | null | undefined
  message?: string | null | undefined
  subSteps?: readonly z.output<typeof step>[] | null | undefined
}

function timeOf({updatedAt}: Entry): number {
  return Date.parse(updatedAt ?? '') || 0
}

function notesOf(entry: Entry): string[] {
  if (entry.result === 'SUCCESS') return []
  const steps = (entry.subSteps ?? []).filter(({result, message}) => result !== 'SUCCESS' && message)
  return [
    ...(entry.message ? [entry.message] : []),
    ...steps.map(({step: name, message}) => `${name}: ${message ?? ''}`),
  ]
}
