import {createParser, type EventSourceMessage} from 'eventsource-parser'
import {NotLoggedInError, SdkError, UnreachableError, UnsupportedError} from '../errors.js'
import type {QueryValue} from './endpoints.js'
import type {Call, Transport} from './http.js'
import type {RequestOptions} from './options.js'
import {sleep} from './retry.js'

/** One server event, or the news that the stream was lost and is open again (events in between are lost). */
export type ServerEvent = {kind: 'event'; name: string; data: string} | {kind: 'reconnected'}

export interface EventStreamOptions extends RequestOptions {
  query?: Readonly<Record<string, QueryValue>>
  /** Called once the stream is open for the first time: what happened before is not replayed. */
  onOpen?: () => void
  /** How long a lost stream is tried to be opened again; for ever when absent. Then it rejects with the last failure. */
  reopenWithinMs?: number
}

const DEFAULT_PAUSE_S = 5

/**
 * Reads a server event stream (manager-side `aiohttp-sse`) until the manager closes it with `server_close` or the
 * signal fires. A lost connection is opened again after the manager's `retry`, which it gives in seconds.
 * Rejects with `NotLoggedInError`, `NotFoundError`, … when the stream is refused.
 */
export async function* serverEvents(
  transport: Transport,
  path: string,
  options: EventStreamOptions = {},
): AsyncGenerator<ServerEvent> {
  let pauseS = DEFAULT_PAUSE_S
  let wasOpen = false
  let lostAt: number | undefined
  const call: Call = {
    method: 'GET',
    path,
    query: options.query ?? {},
    stream: true,
    accept: 'text/event-stream',
  }
  for (;;) {
    try {
      const {body} = await transport.send(call, options)
      if (wasOpen) yield {kind: 'reconnected'}
      else options.onOpen?.()
      wasOpen = true
      lostAt = undefined
      for await (const message of readMessages(body, (seconds) => (pauseS = seconds))) {
        if (message.event === 'server_close') return
        yield {kind: 'event', name: message.event ?? 'message', data: message.data}
      }
    } catch (error) {
      lostAt ??= Date.now()
      const isOver = Date.now() - lostAt >= (options.reopenWithinMs ?? Infinity)
      if (!options.signal?.aborted && (!wasOpen || isOver || isFinal(error))) throw error
    }
    await sleep(Math.min(pauseS, 60) * 1000, options.signal).catch(() => undefined)
    if (options.signal?.aborted) return
  }
}

async function* readMessages(
  body: AsyncIterable<Buffer>,
  onRetry: (seconds: number) => void,
): AsyncGenerator<EventSourceMessage> {
  const queue: EventSourceMessage[] = []
  const parser = createParser({onEvent: (message) => queue.push(message), onRetry})
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, {stream: true}))
    yield* queue.splice(0)
  }
}

/** Errors that another try cannot mend. A lost connection and a busy manager are not among them. */
function isFinal(error: unknown): boolean {
  if (error instanceof UnsupportedError || error instanceof NotLoggedInError) return true
  return error instanceof SdkError && !(error instanceof UnreachableError) && error.code !== 'UNAVAILABLE'
}
