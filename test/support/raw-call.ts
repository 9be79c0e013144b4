import {request} from 'undici'
import {expectedAuthorization} from './independent-signature.js'

/** Whose key signs. */
export interface Keypair {
  accessKey: string
  secretKey: string
}

/** A request as it goes over the wire. */
export interface RawRequest {
  method?: string
  /** Path with query. */
  path: string
  /** Signs; none leaves the request unsigned. */
  as?: Keypair | undefined
  /** Sent as JSON, or as it is when it is a text. */
  body?: unknown
  date?: Date
  version?: string
  /** Put over the others after signing. */
  headers?: Readonly<Record<string, string>>
}

/** What came back. */
export interface RawAnswer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body when it is JSON, else undefined. */
  json: unknown
  text: string
}

/** Sends one request without the SDK, so that what the SDK makes of an answer can be told apart from the answer. */
export async function rawCall(endpoint: string, call: RawRequest): Promise<RawAnswer> {
  const {method = 'GET', path, as, body, date = new Date(), version = 'v9.20250722'} = call
  const signed = {
    host: new URL(endpoint).host,
    date: date.toISOString(),
    'content-type': 'application/json',
    'x-backendai-version': version,
  }
  const authorization =
    as && (await expectedAuthorization({method, target: path, headers: signed}, as.accessKey, as.secretKey))
  const answer = await request(`${endpoint}${path}`, {
    method: method as 'GET',
    headers: {...signed, ...(authorization && {authorization}), ...call.headers},
    ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  })
  const text = await answer.body.text()
  return {status: answer.statusCode, headers: answer.headers, json: parse(text), text}
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
