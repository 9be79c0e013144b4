import {z} from 'zod'
import {InvalidValueError, RejectedError, type SdkError} from '../errors.js'
import {graphqlError} from '../transport/graphql.js'
import type {Call, Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {findPage, withItems, type FoundPage} from '../transport/raw-pages.js'

/** A call of any route, as somebody typed it. */
export interface RawCall {
  method: Call['method']
  /** With its query, if any: `/session/_/match?id=train`. */
  path: string
  /** Sent as JSON. */
  body?: unknown
}

/** A GraphQL document with what it is to be run with. */
export interface RawQuery {
  query: string
  variables?: Readonly<Record<string, unknown>>
  operationName?: string | undefined
  /** Which schema: that of all releases, or the one from 25.13 on. */
  schema?: 'v1' | 'v2'
}

/** Data of a GraphQL answer, and its first error: an answer may have both. */
export interface RawQueryAnswer {
  data: unknown
  error: SdkError | undefined
}

const PAGE_SIZE = 100
const answerSchema = z.looseObject({
  data: z.unknown(),
  errors: z
    .array(
      z.looseObject({
        message: z.string(),
        extensions: z.looseObject({code: z.string().optional()}).nullish(),
      }),
    )
    .nullish(),
})

/**
 * Sends a call and gives its answer: what its JSON holds, or the text when it is none, undefined when it is empty.
 * Rejects with an `SdkError` for every status that is no success.
 */
export async function callRaw(
  http: Transport,
  call: RawCall,
  options: RequestOptions = {},
): Promise<unknown> {
  const {text} = await http.text(call, options)
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/**
 * Sends a call as often as its list has pages: `limit` and `offset` in the body of a POST, `page_no` and `page_size` in
 * the query of a GET. Rejects with `RejectedError` when the answer holds no list that comes in pages.
 */
export async function callRawPages(
  http: Transport,
  call: RawCall,
  options: RequestOptions = {},
): Promise<unknown> {
  return allPages(async (at) => callRaw(http, pageCall(call, at), options), `${call.method} ${call.path}`)
}

/** Runs a GraphQL document as it is. */
export async function queryRaw(
  http: Transport,
  {query, variables = {}, operationName, schema = 'v1'}: RawQuery,
  options: RequestOptions = {},
): Promise<RawQueryAnswer> {
  const path = schema === 'v1' ? '/admin/gql' : '/admin/gql/strawberry'
  const body = {query, variables, operationName: operationName ?? null}
  const idempotent = !/\bmutation\b/.test(query)
  const answer = await http.json({method: 'POST', path, body, idempotent}, answerSchema, options)
  const [first] = answer.errors ?? []
  return {data: answer.data, error: first && graphqlError('the query', first)}
}

/**
 * Runs a GraphQL document for each page of its list: by `$limit` and `$offset`, or by `$after` for Relay lists. The
 * document must declare these variables.
 */
export async function queryRawPages(
  http: Transport,
  query: RawQuery,
  options: RequestOptions = {},
): Promise<RawQueryAnswer> {
  const declares = (name: string) => new RegExp(`\\$${name}\\b`).test(query.query)
  if (!declares('offset') && !declares('after')) {
    throw new InvalidValueError(
      query.query,
      'a query with $limit and $offset, or with $after, that can be paged',
    )
  }
  let error: SdkError | undefined
  const data = await allPages(async ({offset, after}) => {
    const limit = declares('limit') ? {limit: PAGE_SIZE} : declares('first') ? {first: PAGE_SIZE} : {}
    const place = declares('offset') ? {offset} : {after: after ?? null}
    const answer = await queryRaw(
      http,
      {...query, variables: {...limit, ...query.variables, ...place}},
      options,
    )
    error ??= answer.error
    return answer.data
  }, 'the query')
  return {data, error}
}

interface PageAt {
  page: number
  offset: number
  after: string | undefined
}

async function allPages(fetch: (at: PageAt) => Promise<unknown>, what: string): Promise<unknown> {
  const items: unknown[] = []
  let after: string | undefined
  for (let page = 1; ; page += 1) {
    const answer = await fetch({page, offset: items.length, after})
    const found = findPage(answer)
    if (!found) {
      // An answer with an error has no list, and that error is what must be told.
      if (page === 1 && answer !== null && answer !== undefined) throw noPages(what)
      return answer
    }
    items.push(...found.items)
    if (!hasMore(found, items.length)) return withItems(answer, found, items)
    after = found.endCursor
  }
}

function hasMore({items, total, hasNext}: FoundPage, seen: number): boolean {
  if (items.length === 0) return false
  return hasNext ?? (total !== undefined && seen < total)
}

function pageCall(call: RawCall, {page, offset}: PageAt): RawCall {
  if (call.method === 'GET') {
    const mark = call.path.includes('?') ? '&' : '?'
    return {...call, path: `${call.path}${mark}page_no=${page}&page_size=${PAGE_SIZE}`}
  }
  const body = typeof call.body === 'object' && call.body !== null ? call.body : {}
  return {...call, body: {limit: PAGE_SIZE, ...body, offset}}
}

function noPages(what: string): RejectedError {
  return new RejectedError(`The answer to ${what} holds no list that comes in pages.`, {
    hints: ['Leave out --paginate, or name the variables $limit and $offset.'],
  })
}
