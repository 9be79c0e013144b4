import {request, type Dispatcher} from 'undici'
import type {z} from 'zod'
import {RejectedError, UnreachableError, UnsupportedError, type SdkError} from '../errors.js'
import {parseAnswer, readRefusal} from './answer.js'
import {capabilitiesOf, type Capabilities, type Feature} from './capabilities.js'
import {readConnectionFailure} from './connection-failure.js'
import {makeDispatcher} from './dispatcher.js'
import {endpointUrl, normalizeEndpoints} from './endpoints.js'
import type {ClientOptions, Handshake, RequestOptions} from './options.js'
import {proof} from './proof.js'
import {retryDelayMs, sleep, type Failure} from './retry.js'
import {CLIENT_API_VERSION, negotiate} from './version.js'
import {handshakeSchema} from '../schemas/handshake.js'

export type QueryValue = string | number | boolean | undefined | readonly string[]

/** One call as a resource describes it. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  body?: unknown
  /** May be sent twice without harm. GET is, unless said otherwise. */
  idempotent?: boolean
  /** Sent without signature or cookie: the handshake and logins. */
  anonymous?: boolean
  /** The answer is read as it comes: the request time limit ends with its head. */
  stream?: boolean
}

/** An answer whose head has arrived. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Dispatcher.ResponseData['body']
  endpoint: string
}

/** Sends calls: address, version, signature, time limits, repeats, fail-over, and errors as typed classes. */
export class Transport {
  readonly #options: ClientOptions
  readonly #dispatcher: Dispatcher
  readonly #retries: number
  /** Rotated so that the address that last answered comes first. */
  #endpoints: readonly string[]
  #handshake: Promise<Handshake> | undefined

  constructor(options: ClientOptions) {
    this.#options = options
    this.#endpoints = normalizeEndpoints(options.endpoint)
    this.#retries = options.retries ?? 3
    this.#dispatcher = makeDispatcher({
      tls: options.tls,
      proxy: options.proxy,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    })
  }

  /** The address in use: the one that last answered. */
  get endpoint(): string {
    return this.#endpoints[0] ?? ''
  }

  get domain(): string {
    return this.#options.domain ?? 'default'
  }

  /** Sends a call and reads the JSON answer through its schema. Rejects with an `SdkError`. */
  async json<Schema extends z.ZodType>(
    call: Call,
    schema: Schema,
    options: RequestOptions = {},
  ): Promise<z.output<Schema>> {
    const answer = await this.send(call, options)
    const text = await this.#read(answer, options)
    return parseAnswer(text, schema, `${call.method} ${call.path}`)
  }

  /** Sends a call whose answer has no content that matters. */
  async done(call: Call, options: RequestOptions = {}): Promise<void> {
    const answer = await this.send(call, options)
    await this.#read(answer, options)
  }

  /** Sends a call and returns when the head of a successful answer is there. The caller reads or dumps the body. */
  async send(call: Call, options: RequestOptions = {}): Promise<Answer> {
    const isHandshake = call.path === '/'
    let version = isHandshake ? CLIENT_API_VERSION : await this.apiVersion(options)
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#tryEndpoints(call, version, attempt, options)
      if ('answer' in outcome) return outcome.answer
      const {failure, error} = outcome
      if (isVersionRefused(error) && !isHandshake && attempt === 0) {
        // The remembered handshake is of a manager that has been replaced since.
        version = await this.#refreshVersion(options)
        continue
      }
      const idempotent = call.idempotent ?? call.method === 'GET'
      const wait = failure && attempt < this.#retries ? retryDelayMs(failure, attempt, idempotent) : undefined
      if (wait === undefined) throw error
      await sleep(wait, options.signal)
    }
  }

  /** The version to send: the lower of the manager's and ours. Falls back to ours when the manager does not tell. */
  async apiVersion(options: RequestOptions = {}): Promise<string> {
    return negotiate(await this.handshake(options))
  }

  /** What the manager says about itself (`GET /`), asked once and remembered by the store. */
  handshake(options: RequestOptions = {}): Promise<Handshake> {
    this.#handshake ??= this.#askHandshake(options).catch((error: unknown) => {
      this.#handshake = undefined
      throw error
    })
    return this.#handshake
  }

  async capabilities(options: RequestOptions = {}): Promise<Capabilities> {
    return capabilitiesOf(await this.handshake(options))
  }

  /** Rejects with `UnsupportedError` when this manager release does not have the feature. */
  async require(feature: Feature, what: string, options: RequestOptions = {}): Promise<void> {
    const capabilities = await this.capabilities(options)
    if (capabilities.has(feature)) return
    throw new UnsupportedError(`Manager ${capabilities.releaseText} cannot ${what}.`, {
      hints: [`It is there in ${capabilities.availability(feature)}.`],
    })
  }

  /** Closes the kept-alive connections. */
  async close(): Promise<void> {
    await this.#dispatcher.close()
  }

  async #askHandshake(options: RequestOptions): Promise<Handshake> {
    const stored = await this.#options.handshakes?.get(this.endpoint)
    if (stored) return stored
    const handshake = await this.json({method: 'GET', path: '/', anonymous: true}, handshakeSchema, options)
    await this.#options.handshakes?.set(this.endpoint, handshake)
    return handshake
  }

  async #refreshVersion(options: RequestOptions): Promise<string> {
    const fresh = await this.json({method: 'GET', path: '/', anonymous: true}, handshakeSchema, options)
    this.#handshake = Promise.resolve(fresh)
    await this.#options.handshakes?.set(this.endpoint, fresh)
    return negotiate(fresh)
  }

  /** Tries the addresses in turn while they cannot be connected to. */
  async #tryEndpoints(
    call: Call,
    version: string,
    attempt: number,
    options: RequestOptions,
  ): Promise<{answer: Answer} | {failure: Failure | undefined; error: SdkError}> {
    let last: {failure: Failure | undefined; error: SdkError} | undefined
    for (const endpoint of this.#endpoints) {
      const outcome = await this.#tryOne(call, endpoint, {version, attempt}, options)
      if ('answer' in outcome || outcome.failure?.kind !== 'not-connected') {
        this.#prefer(endpoint)
        return outcome
      }
      last = outcome
    }
    return last ?? {failure: undefined, error: new UnreachableError('No manager address is set.')}
  }

  async #tryOne(
    call: Call,
    endpoint: string,
    {version, attempt}: {version: string; attempt: number},
    options: RequestOptions,
  ): Promise<{answer: Answer} | {failure: Failure | undefined; error: SdkError}> {
    const url = endpointUrl(endpoint, this.#options.endpointType ?? 'api', call.path, call.query)
    const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs ?? 60_000
    const started = performance.now()
    const trace = (rest: {status?: number; error?: string}) =>
      this.#options.trace?.({
        method: call.method,
        url: url.href,
        elapsedMs: Math.round(performance.now() - started),
        attempt,
        ...rest,
      })
    try {
      const {statusCode, headers, body} = await request(url, {
        method: call.method,
        headers: this.#headers(call, url, version),
        dispatcher: this.#dispatcher,
        signal: withTimeout(options.signal, timeoutMs, call.stream),
        ...(call.body !== undefined && {body: JSON.stringify(call.body)}),
      })
      trace({status: statusCode})
      if (statusCode < 300) return {answer: {status: statusCode, headers, body, endpoint}}
      return await readRefusal(statusCode, headers, body, url)
    } catch (cause) {
      const outcome = readConnectionFailure(cause, endpoint, timeoutMs, options.signal)
      trace({error: outcome.error.message})
      return outcome
    }
  }

  #headers(call: Call, url: URL, version: string): Record<string, string> {
    const headers: Record<string, string> = {
      'user-agent': this.#options.userAgent ?? 'bai-sdk',
      'x-backendai-version': version,
      'x-backendai-domain': this.domain,
      accept: 'application/json',
    }
    if (call.body !== undefined) headers['content-type'] = 'application/json'
    return call.anonymous
      ? headers
      : {...headers, ...proof(this.#options.credentials, call.method, url, headers)}
  }

  #prefer(endpoint: string): void {
    if (endpoint !== this.#endpoints[0]) {
      this.#endpoints = [endpoint, ...this.#endpoints.filter((other) => other !== endpoint)]
    }
  }

  async #read(answer: Answer, options: RequestOptions): Promise<string> {
    try {
      return await answer.body.text()
    } catch (cause) {
      throw readConnectionFailure(cause, answer.endpoint, options.timeoutMs ?? 60_000, options.signal).error
    }
  }
}

function withTimeout(signal: AbortSignal | undefined, timeoutMs: number, stream = false): AbortSignal | null {
  // A stream's time limit would cut it in the middle; its reader has its own.
  if (timeoutMs <= 0 || stream) return signal ?? null
  const limit = AbortSignal.timeout(timeoutMs)
  return signal ? AbortSignal.any([signal, limit]) : limit
}

function isVersionRefused(error: SdkError): boolean {
  return error instanceof RejectedError && /unsupported api version/i.test(error.message)
}
