import type {IncomingMessage, ServerResponse} from 'node:http'
import type {z} from 'zod'
import type {Cluster} from '../cluster/cluster.js'
import type {KeypairRecord, UserRecord} from '../cluster/model.js'
import {malformedBody, malformedParameters} from './problems.js'

const MAX_BODY_BYTES = 16 * 1024 * 1024

/** Who sends the request. */
export interface Actor {
  user: UserRecord
  keypair: KeypairRecord
}

/** A finished answer. */
export interface Reply {
  status: number
  /** Sent as JSON; no body when absent. */
  body?: unknown
}

/** Where a request comes in. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  url: URL
}

/** One request on its way through a handler. */
export class RequestContext {
  readonly query: URLSearchParams
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL

  constructor(
    readonly cluster: Cluster,
    exchange: Exchange,
    private readonly params: Readonly<Record<string, string>>,
  ) {
    this.request = exchange.request
    this.response = exchange.response
    this.url = exchange.url
    this.query = exchange.url.searchParams
  }

  /** A path parameter of the route. */
  param(name: string): string {
    return this.params[name] ?? ''
  }

  /** The JSON body, checked. @throws Problem 400 */
  async body<T>(schema: z.ZodType<T>): Promise<T> {
    const text = (await this.bytes(MAX_BODY_BYTES)).toString('utf8')
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      const method = this.request.method ?? ''
      throw malformedBody(`Malformed body - URL: ${this.url.href}, Method: ${method}`)
    }
    return checked(schema, value)
  }

  /** The body as it came. @throws Problem 400 when it is larger than allowed */
  async bytes(limitBytes: number): Promise<Buffer> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of this.request) {
      // Without an encoding set, a request's chunks are buffers.
      const bytes = chunk as Buffer
      size += bytes.length
      if (size > limitBytes) throw malformedBody('The body is too large.')
      chunks.push(bytes)
    }
    return Buffer.concat(chunks)
  }

  /** The query, checked; a name that is given twice counts once. @throws Problem 400 */
  parseQuery<T>(schema: z.ZodType<T>): T {
    return checked(schema, Object.fromEntries(this.query))
  }

  /** A switch in the query: `true`, `1`, `yes`, `on`. */
  flag(name: string): boolean {
    return /^(true|1|yes|y|on|t)$/i.test(this.query.get(name) ?? '')
  }
}

/** Answer with a JSON body. */
export function ok(body: unknown): Reply {
  return {status: 200, body}
}

/** Answer without a body. */
export function noContent(): Reply {
  return {status: 204}
}

/** A value through a schema. @throws Problem 400 */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw malformedParameters(`Schema validation failed. (${issues.join('; ')})`)
}
