import type {SdkError} from '../errors.js'
import {readRefusal} from './answer.js'
import {readConnectionFailure} from './connection-failure.js'
import type {ConnectionRequest, Connections, Received} from './connections.js'
import type {TraceEvent} from './options.js'
import type {Failure} from './retry.js'
import {TimeLimit} from './time-limit.js'

/** An answer whose head has arrived. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Received['body']
  endpoint: string
}

/** One request, ready to go out. */
export interface Outgoing {
  method: ConnectionRequest['method']
  url: URL
  endpoint: string
  headers: Readonly<Record<string, string>>
  body: string | Buffer | undefined
  timeoutMs: number
  /** The time limit ends with the head of the answer. */
  stream: boolean
  signal: AbortSignal | undefined
  /** See `Call`. */
  whenSent?: (() => void) | undefined
}

/** What came of one try. Without `failure`, a repeat is pointless. */
export type Outcome<Result> = {value: Result} | {failure: Failure | undefined; error: SdkError}

/** Sends one request, once, and reads its answer. Never rejects. */
export async function exchange<Result>(
  outgoing: Outgoing,
  connections: Connections,
  read: (answer: Answer) => Promise<Result>,
  trace: (end: Pick<TraceEvent, 'status' | 'error' | 'elapsedMs'>) => void,
): Promise<Outcome<Result>> {
  const limit = new TimeLimit(outgoing.timeoutMs, outgoing.signal)
  // Not `performance`: Node loads a good deal for it.
  const started = process.uptime()
  const elapsedMs = (): number => Math.round((process.uptime() - started) * 1000)
  try {
    const {method, url, headers: sent, body: content, whenSent} = outgoing
    limit.throwIfOver()
    const request = {method, url, headers: sent, body: content, limit, whenSent}
    const {statusCode: status, headers, body} = await connections.request(request)
    body.once('close', () => limit.release())
    const refused = status >= 300
    if (outgoing.stream && !refused) limit.stopClock()
    const outcome = refused
      ? await readRefusal(status, headers, body, outgoing.url)
      : {value: await read({status, headers, body, endpoint: outgoing.endpoint})}
    trace({status, elapsedMs: elapsedMs()})
    return outcome
  } catch (cause) {
    limit.release()
    const outcome = readConnectionFailure(cause, outgoing.endpoint, outgoing.timeoutMs, outgoing.signal)
    trace({error: outcome.error.message, elapsedMs: elapsedMs()})
    return outcome
  }
}
