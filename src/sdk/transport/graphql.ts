import {z} from 'zod/mini'
import {
  ManagerError,
  NotAllowedError,
  NotFoundError,
  ProtocolError,
  RejectedError,
  UnavailableError,
} from '../errors.js'
import {checkAnswer} from './answer.js'
import {answerSchema, mutationSchema} from './graphql-answer.js'
import type {Capabilities} from './capabilities.js'
import {UnknownFields, writeDocument, type Arguments, type Query} from './graphql-document.js'
import type {Transport} from './http.js'
import type {RequestOptions} from './options.js'
import {readAhead} from './pages.js'

export type {Arguments, Field, Query} from './graphql-document.js'

const MANAGER_PAGE_SIZE = 100

/** GraphQL of the manager (`POST /admin/gql`, API v6.20210815 and later; any role may ask). */
export class GraphQL {
  /** Fields this manager turned out not to know. */
  readonly #unknown = new UnknownFields()

  constructor(private readonly transport: Transport) {}

  /** What the manager can do. */
  capabilities(options: RequestOptions = {}): Promise<Capabilities> {
    return this.transport.capabilities(options)
  }

  /**
   * Asks one root field. Fields the manager's release does not have are left out of the query. A schema that is made by
   * a function is made while the answer is awaited.
   */
  async query<Schema extends z.core.$ZodType>(
    query: Query,
    schema: Schema | (() => Schema),
    options: RequestOptions = {},
  ): Promise<z.output<Schema>> {
    const made = onceMade(schema)
    const capabilities = await this.transport.capabilities(options)
    for (let attempt = 0; ;) {
      const selection = this.#unknown.selection(query.fields, capabilities, [query.root])
      const text = writeDocument('query', query, selection)
      const {data, errors} = await this.#ask(text, query, {...options, whenSent: made})
      const [first] = errors
      if (!first) return checkAnswer(data[query.root], made(), `query ${query.root}`)
      if (isPassing(first) && (await this.transport.pauseBeforeRepeat(attempt, options))) {
        attempt += 1
        continue
      }
      for (const error of errors) this.#unknown.learn(query.root, text, error)
      const rest = this.#unknown.selection(query.fields, capabilities, [query.root])
      if (rest === selection || rest === '') throw graphqlError(query.root, first)
    }
  }

  /** Asks a list (`limit`, `offset`, `total_count`) page by page while it is iterated. */
  async *pages<Schema extends z.core.$ZodType>(
    query: Query,
    item: Schema | (() => Schema),
    options: RequestOptions & {pageSize?: number} = {},
  ): AsyncGenerator<{items: z.output<Schema>[]; total: number}> {
    const size = Math.min(options.pageSize ?? MANAGER_PAGE_SIZE, MANAGER_PAGE_SIZE)
    const schema = onceMade(() => z.looseObject({items: z.array(onceMade(item)()), total_count: z.number()}))
    const fields = [{name: 'items', fields: query.fields}, 'total_count']
    const ask = (offset: number, signal: AbortSignal) => {
      const args: Arguments = {
        ...query.args,
        limit: {type: 'Int!', value: size},
        offset: {type: 'Int!', value: offset},
      }
      return this.query({...query, args, fields}, schema, {...options, signal})
    }
    for await (const {items, total_count: total} of readAhead(ask, {size, signal: options.signal})) {
      yield {items, total}
    }
  }

  /** Runs a mutation. `ok: false`, which comes with HTTP 200, is an error here. */
  async mutate(query: Query, options: RequestOptions = {}): Promise<Record<string, unknown>> {
    const capabilities = await this.transport.capabilities(options)
    const selection = this.#unknown.selection(query.fields, capabilities, [query.root])
    const {data, errors} = await this.#ask(writeDocument('mutation', query, selection), query, options)
    if (errors[0]) throw graphqlError(query.root, errors[0])
    const result = checkAnswer(data[query.root], mutationSchema, `mutation ${query.root}`)
    if (result.ok === false) {
      throw graphqlError(query.root, {message: result.msg ?? 'refused without a reason'})
    }
    return result
  }

  async #ask(
    text: string,
    query: Query,
    {whenSent, ...options}: RequestOptions & {whenSent?: () => unknown},
  ) {
    const variables = Object.fromEntries(
      Object.entries(query.args ?? {}).map(([name, {value}]) => [name, value]),
    )
    const answer = await this.transport.json(
      {
        method: 'POST',
        path: '/admin/gql',
        body: {query: text, variables, operationName: null},
        idempotent: text.startsWith('query'),
        whenSent,
      },
      () => answerSchema,
      options,
    )
    const tolerated = new Set<string | number>(query.mayFail)
    const errors = (answer.errors ?? []).filter(({path}) => !path?.some((step) => tolerated.has(step)))
    return {data: answer.data ?? {}, errors}
  }
}

/** A function that gives the schema, however often it is called. */
function onceMade<Schema extends z.core.$ZodType>(schema: Schema | (() => Schema)): () => Schema {
  if (typeof schema !== 'function') return () => schema
  let made: Schema | undefined
  return () => (made ??= schema())
}

/** Up to 25.x two transactions of the manager may get in each other's way, reads among them; it does not try again itself. */
function isPassing({message}: {message: string}): boolean {
  return /could not serialize access|deadlock detected/i.test(message)
}

const FROZEN_HINTS = ['While it is frozen nothing can be changed; an administrator lets it run again.']

/** The error class for what a GraphQL answer says. */
export function graphqlError(
  root: string,
  {message, extensions}: {message: string; extensions?: {code?: string | undefined} | null | undefined},
) {
  const code = extensions?.code
  const options = code === undefined ? {} : {managerCode: code}
  const text = `The manager refused ${root}: ${message}`
  if (/forbidden|not.?allowed|permission|privilege|authoriz/i.test(`${code ?? ''} ${message}`)) {
    return new NotAllowedError(text, options)
  }
  if (/not.?found|no such/i.test(`${code ?? ''} ${message}`)) return new NotFoundError(text, options)
  if (/_unavailable$/.test(code ?? '') || /\bis frozen\b/i.test(message)) {
    return new UnavailableError(text, {...options, hints: FROZEN_HINTS})
  }
  if ((code !== undefined && /internal/i.test(code)) || isPassing({message}))
    return new ManagerError(text, options)
  if (/cannot query field|unknown argument/i.test(message)) return new ProtocolError(text, options)
  return new RejectedError(text, options)
}
