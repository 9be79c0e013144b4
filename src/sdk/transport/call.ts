import type {QueryValue} from './endpoints.js'
import type {Answer} from './exchange.js'

/** One call as a resource describes it. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, in place of a body. */
  content?: {type: string; bytes: Buffer}
  /** May be sent twice without harm. GET is, unless said otherwise. */
  idempotent?: boolean
  /** Sent without signature or cookie: the handshake and logins. */
  anonymous?: boolean
  /** The answer is read as it comes: the request time limit ends with its head. */
  stream?: boolean
  /** Kind of content asked for; JSON unless said otherwise. */
  accept?: string
  /** Called when the request has gone out: time to make what its answer needs. */
  whenSent?: (() => void) | undefined
}

/** A successful answer, read to its end. */
export interface TextAnswer {
  status: number
  headers: Answer['headers']
  text: string
}

/** A request to another server than the manager. */
export interface ElsewhereCall {
  method: 'GET' | 'HEAD' | 'PATCH'
  url: URL
  headers?: Readonly<Record<string, string>>
  body?: Buffer
  timeoutMs?: number
}

export function isIdempotent(call: Call): boolean {
  return call.idempotent ?? call.method === 'GET'
}
