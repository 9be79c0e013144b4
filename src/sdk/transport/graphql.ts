import {z} from 'zod'
import {ManagerError, NotAllowedError, NotFoundError, ProtocolError, RejectedError} from '../errors.js'
import type {Capabilities, Feature} from './capabilities.js'
import {checkAnswer} from './answer.js'
import type {Transport} from './http.js'
import type {RequestOptions} from './options.js'

/** A field to ask for: its name, or a name that only some releases know, or one with fields of its own. */
export type Field = string | {name: string; since?: Feature; fields?: readonly Field[]}

/** An argument with its GraphQL type: `{type: 'String', value: 'default'}`. Undefined values are left out. */
export type Arguments = Readonly<Record<string, {type: string; value: unknown}>>

/** A query of one root field. */
export interface Query {
  root: string
  args?: Arguments
  fields: readonly Field[]
}

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

const mutationSchema = z.looseObject({ok: z.boolean().nullish(), msg: z.string().nullish()})

const MANAGER_PAGE_SIZE = 100

/** GraphQL of the manager (`POST /admin/gql`, API v6.20210815 and later; any role may ask). */
export class GraphQL {
  /** Fields this manager turned out not to know. */
  readonly #unknown = new Set<string>()

  constructor(private readonly transport: Transport) {}

  /** Asks one root field. Fields the manager's release does not have are left out of the query. */
  async query<Schema extends z.ZodType>(
    query: Query,
    schema: Schema,
    options: RequestOptions = {},
  ): Promise<z.output<Schema>> {
    const capabilities = await this.transport.capabilities(options)
    for (;;) {
      const selection = this.#selection(query.fields, capabilities)
      const {data, errors} = await this.#ask(document('query', query, selection), query, options)
      const unknown = errors.map((error) => unknownField(error.message)).filter((name) => name !== undefined)
      const fresh = unknown.filter((name) => !this.#unknown.has(name))
      if (fresh.length > 0) {
        for (const name of fresh) this.#unknown.add(name)
        continue
      }
      const first = errors[0]
      if (first) throw graphqlError(query.root, first.message, first.extensions?.code)
      return checkAnswer(data[query.root], schema, `query ${query.root}`)
    }
  }

  /** Asks a list (`limit`, `offset`, `total_count`) page by page while it is iterated. */
  async *pages<Schema extends z.ZodType>(
    query: Query,
    item: Schema,
    options: RequestOptions & {pageSize?: number} = {},
  ): AsyncGenerator<{items: z.output<Schema>[]; total: number}> {
    const size = Math.min(options.pageSize ?? MANAGER_PAGE_SIZE, MANAGER_PAGE_SIZE)
    const schema = z.looseObject({items: z.array(item), total_count: z.number()})
    const fields = [{name: 'items', fields: query.fields}, 'total_count']
    for (let offset = 0; ;) {
      const args: Arguments = {
        ...query.args,
        limit: {type: 'Int!', value: size},
        offset: {type: 'Int!', value: offset},
      }
      const page = await this.query({...query, args, fields}, schema, options)
      if (page.items.length > 0 || offset === 0) yield {items: page.items, total: page.total_count}
      offset += page.items.length
      if (page.items.length === 0 || offset >= page.total_count) return
    }
  }

  /** Runs a mutation. `ok: false`, which comes with HTTP 200, is an error here. */
  async mutate(query: Query, options: RequestOptions = {}): Promise<Record<string, unknown>> {
    const selection = this.#selection(query.fields, await this.transport.capabilities(options))
    const {data, errors} = await this.#ask(document('mutation', query, selection), query, options)
    const first = errors[0]
    if (first) throw graphqlError(query.root, first.message, first.extensions?.code)
    const result = checkAnswer(data[query.root], mutationSchema, `mutation ${query.root}`)
    if (result.ok === false)
      throw graphqlError(query.root, result.msg ?? 'refused without a reason', undefined)
    return result
  }

  async #ask(text: string, query: Query, options: RequestOptions) {
    const variables = Object.fromEntries(
      Object.entries(query.args ?? {}).map(([name, {value}]) => [name, value]),
    )
    const answer = await this.transport.json(
      {
        method: 'POST',
        path: '/admin/gql',
        body: {query: text, variables, operationName: null},
        idempotent: text.startsWith('query'),
      },
      answerSchema,
      options,
    )
    const data = z.record(z.string(), z.unknown()).nullish().parse(answer.data) ?? {}
    return {data, errors: answer.errors ?? []}
  }

  /** The selection in GraphQL's words, without what this manager does not know. */
  #selection(fields: readonly Field[], capabilities: Capabilities): string {
    return fields
      .map((field) => (typeof field === 'string' ? {name: field} : field))
      .filter(({name, since}) => !this.#unknown.has(name) && (since === undefined || capabilities.has(since)))
      .map(({name, fields: inner}) => (inner ? `${name} { ${this.#selection(inner, capabilities)} }` : name))
      .join(' ')
  }
}

function document(kind: 'query' | 'mutation', query: Query, selection: string): string {
  const args = Object.entries(query.args ?? {}).filter(([, {value}]) => value !== undefined)
  const declared = args.map(([name, {type}]) => `$${name}: ${type}`).join(', ')
  const passed = args.map(([name]) => `${name}: $${name}`).join(', ')
  const head = declared ? `${kind}(${declared})` : kind
  return `${head} { ${query.root}${passed ? `(${passed})` : ''} { ${selection} } }`
}

function unknownField(message: string): string | undefined {
  return /cannot query field ['"](\w+)['"]/i.exec(message)?.[1]
}

function graphqlError(root: string, message: string, code: string | undefined) {
  const options = code === undefined ? {} : {managerCode: code}
  const text = `The manager refused ${root}: ${message}`
  if (/forbidden|not.?allowed|permission|authoriz/i.test(`${code ?? ''} ${message}`)) {
    return new NotAllowedError(text, options)
  }
  if (/not.?found|no such/i.test(`${code ?? ''} ${message}`)) return new NotFoundError(text, options)
  if (code !== undefined && /internal/i.test(code)) return new ManagerError(text, options)
  if (/cannot query field|unknown argument/i.test(message)) return new ProtocolError(text, options)
  return new RejectedError(text, options)
}
