import type {Duplex} from 'node:stream'
import type {z} from 'zod'
import {RejectedError, UnreachableError, type SdkError} from '../errors.js'
import {parseAnswer} from './answer.js'
import {isIdempotent, type Call, type ElsewhereCall, type TextAnswer} from './call.js'
import type {Capabilities, Feature} from './capabilities.js'
import type {Connections} from './connections.js'
import {endpointUrl, normalizeEndpoints} from './endpoints.js'
import {exchange, type Answer, type Outcome} from './exchange.js'
import {KnownManager} from './known-manager.js'
import {makeConnections} from './make-connections.js'
import type {ClientOptions, Handshake, RequestOptions} from './options.js'
import {OtherServers} from './other-server.js'
import {requestHeaders} from './request-headers.js'
import {retryDelayMs, sleep} from './retry.js'
import {storageAddress} from './storage-address.js'
import {openWebSocket, type WebSocketTarget} from './websocket.js'

export type {Call} from './call.js'
export type {Answer} from './exchange.js'

/** How one call is delivered: to one address after the other, and again. */
interface Delivery<Result> {
  call: Call
  options: RequestOptions
  read: (answer: Answer) => Promise<Result>
}

/** Sends calls: address, version, signature, time limits, repeats, fail-over, and errors as typed classes. */
export class Transport {
  readonly #options: ClientOptions
  readonly #connections: Connections
  readonly #retries: number
  /** Rotated so that the address that last answered comes first. */
  #endpoints: readonly string[]
  readonly #manager: KnownManager

  constructor(options: ClientOptions) {
    this.#options = options
    this.#endpoints = normalizeEndpoints(options.endpoint)
    this.#retries = options.retries ?? 3
    this.#connections = makeConnections({
      tls: options.tls,
      proxy: options.proxy,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    })
    this.#manager = new KnownManager(options, {
      endpoint: () => this.endpoint,
      ask: (asking) => this.text({method: 'GET', path: '/', anonymous: true}, asking),
    })
  }

  /** The address in use: the one that last answered. */
  get endpoint(): string {
    return this.#endpoints[0] ?? ''
  }

  /** See `ClientOptions`. */
  get retryPauseMs(): number | undefined {
    return this.#options.retryPauseMs
  }

  /**
   * Servers beside the manager, with the same certificates and proxy.
   * @internal
   */
  get otherServers(): OtherServers {
    return new OtherServers(this.#options)
  }

  /** Where a storage proxy that the manager named is reached from here. @throws UnreachableError when nobody knows */
  storageAddress(told: string): string {
    return storageAddress(told, this.#options.storageProxies)
  }

  get domain(): string {
    return this.#options.domain ?? 'default'
  }

  /**
   * Sends a call and reads the JSON answer through its schema. Rejects with an `SdkError`. A schema that is made by a
   * function is made while the answer is awaited.
   */
  async json<Schema extends z.core.$ZodType>(
    call: Call,
    schema: Schema | (() => Schema),
    options: RequestOptions = {},
  ): Promise<z.output<Schema>> {
    const what = `${call.method} ${call.path}`
    if (typeof schema !== 'function') return parseAnswer((await this.text(call, options)).text, schema, what)
    const whenSent = (): void => {
      schema()
      call.whenSent?.()
    }
    const {text} = await this.text({...call, whenSent}, options)
    return parseAnswer(text, schema(), what)
  }

  /** Sends a call whose answer has no content that matters. */
  async done(call: Call, options: RequestOptions = {}): Promise<void> {
    await this.text(call, options)
  }

  /** Sends a call and reads the answer to its end: within the time limit, and with repeats. */
  text(call: Call, options: RequestOptions = {}): Promise<TextAnswer> {
    const read = async ({status, headers, body}: Answer) => ({status, headers, text: await body.text()})
    return this.#deliver({call, options, read})
  }

  /** Sends a call and returns when the head of a successful answer is there. The caller reads or dumps the body. */
  send(call: Call, options: RequestOptions = {}): Promise<Answer> {
    return this.#deliver({call, options, read: async (answer) => answer})
  }

  /**
   * Sends a request, once, to a server that the manager named: without signature, for the address itself permits it.
   * The query is kept out of traces. Never rejects.
   * @internal
   */
  elsewhere(
    {method, url, headers, body, timeoutMs}: ElsewhereCall,
    {signal}: RequestOptions = {},
  ): Promise<Outcome<Answer>> {
    const {userAgent = 'bai-sdk', trace} = this.#options
    const outgoing = {
      ...{method, url, body, signal, endpoint: url.origin, stream: true},
      headers: {'user-agent': userAgent, ...headers},
      timeoutMs: timeoutMs ?? this.#options.requestTimeoutMs ?? 60_000,
    }
    const head = async (answer: Answer): Promise<Answer> => answer
    return exchange(outgoing, this.#connections, head, (end) =>
      trace?.({method, url: url.origin + url.pathname, attempt: 0, ...end}),
    )
  }

  /** Opens a WebSocket at the address that last answered, as a stream of bytes; see `openWebSocket`. */
  stream(path: string, query: Call['query'] = {}, options: RequestOptions = {}): Promise<Duplex> {
    return this.#open({path, query, of: 'bytes'}, options)
  }

  /** Opens a WebSocket as a stream of its messages; see `openWebSocket`. */
  messages(path: string, options: RequestOptions = {}): Promise<Duplex> {
    return this.#open({path, query: {}, of: 'messages'}, options)
  }

  async #open(
    {path, query, of}: Pick<Call, 'path' | 'query'> & Pick<WebSocketTarget, 'of'>,
    options: RequestOptions,
  ): Promise<Duplex> {
    const call: Call = {method: 'GET', path, ...(query && {query})}
    const version = await this.apiVersion(options)
    const {endpoint} = this
    const {endpointType = 'api', tls, proxy, trace} = this.#options
    const url = endpointUrl(endpoint, endpointType, path, query)
    return openWebSocket({
      ...{
        url,
        endpoint,
        tls,
        proxy,
        of,
        headers: requestHeaders(call, url, {version, sender: this.#options}),
      },
      timeoutMs: options.timeoutMs ?? this.#options.requestTimeoutMs ?? 60_000,
      signal: options.signal,
      trace: (end) => trace?.({method: 'GET', url: url.href, attempt: 0, ...end}),
    })
  }

  /** The version to send: the lower of the manager's and ours. Falls back to ours when the manager does not tell. */
  apiVersion(options: RequestOptions = {}): Promise<string> {
    return this.#manager.version(options)
  }

  /** What the manager says about itself (`GET /`), asked once and remembered by the store. */
  handshake(options: RequestOptions = {}): Promise<Handshake> {
    return this.#manager.handshake(options)
  }

  /** What the manager can do, read off its handshake, which is asked for once. */
  capabilities(options: RequestOptions = {}): Promise<Capabilities> {
    return this.#manager.capabilities(options)
  }

  /**
   * Waits before a question is asked again whose answer, a success by its HTTP status, tells of a failure that passes.
   * False when it was asked often enough. `attempt` counts from 0.
   */
  async pauseBeforeRepeat(attempt: number, options: RequestOptions = {}): Promise<boolean> {
    if (attempt >= this.#retries) return false
    const failure = {kind: 'status', status: 503, slug: '', retryAfterMs: undefined} as const
    const terms = {attempt, idempotent: true, firstPauseMs: this.#options.retryPauseMs}
    await sleep(retryDelayMs(failure, terms) ?? 0, options.signal)
    return true
  }

  /** Rejects with `UnsupportedError` when this manager release does not have the feature. */
  async require(feature: Feature, what: string, options: RequestOptions = {}): Promise<void> {
    const capabilities = await this.capabilities(options)
    capabilities.require(feature, what)
  }

  /** Ends what is under way and closes the connections. */
  async close(): Promise<void> {
    await this.#connections.destroy()
  }

  async #deliver<Result>(delivery: Delivery<Result>): Promise<Result> {
    const {call, options} = delivery
    const isHandshake = call.path === '/'
    let version = isHandshake ? undefined : await this.apiVersion(options)
    let mayRefresh = !isHandshake
    for (let attempt = 0; ;) {
      const outcome = await this.#tryEndpoints(delivery, version, attempt)
      if ('value' in outcome) return outcome.value
      const {failure, error} = outcome
      if (mayRefresh && isVersionRefused(error)) {
        // The remembered handshake is of a manager that has been replaced since.
        mayRefresh = false
        version = await this.#manager.askAgain(options)
        continue
      }
      const terms = {attempt, idempotent: isIdempotent(call), firstPauseMs: this.#options.retryPauseMs}
      const wait = failure && attempt < this.#retries ? retryDelayMs(failure, terms) : undefined
      if (wait === undefined) throw error
      await sleep(wait, options.signal)
      attempt += 1
    }
  }

  /** Tries the addresses in turn: on when nothing was sent, or when sending it twice does no harm. */
  async #tryEndpoints<Result>(
    delivery: Delivery<Result>,
    version: string | undefined,
    attempt: number,
  ): Promise<Outcome<Result>> {
    const passing = isIdempotent(delivery.call) ? ['not-connected', 'connection-lost'] : ['not-connected']
    let last: Outcome<Result> | undefined
    for (const endpoint of this.#endpoints) {
      last = await this.#tryOne(delivery, endpoint, version, attempt)
      if ('value' in last || last.failure?.kind === 'status') this.#prefer(endpoint)
      if ('value' in last || !last.failure || !passing.includes(last.failure.kind)) return last
    }
    return last ?? {failure: undefined, error: new UnreachableError('No manager address is set.')}
  }

  #tryOne<Result>(
    {call, options, read}: Delivery<Result>,
    endpoint: string,
    version: string | undefined,
    attempt: number,
  ): Promise<Outcome<Result>> {
    const {method} = call
    const url = endpointUrl(endpoint, this.#options.endpointType ?? 'api', call.path, call.query)
    const outgoing = {
      method,
      url,
      endpoint,
      headers: requestHeaders(call, url, {version, sender: this.#options}),
      body: call.content?.bytes ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
      timeoutMs: options.timeoutMs ?? this.#options.requestTimeoutMs ?? 60_000,
      stream: call.stream ?? false,
      signal: options.signal,
      whenSent: call.whenSent,
    }
    return exchange(outgoing, this.#connections, read, (end) =>
      this.#options.trace?.({method, url: url.href, attempt, ...end}),
    )
  }

  #prefer(endpoint: string): void {
    if (endpoint !== this.#endpoints[0]) {
      this.#endpoints = [endpoint, ...this.#endpoints.filter((other) => other !== endpoint)]
    }
  }
}

function isVersionRefused(error: SdkError): boolean {
  return error instanceof RejectedError && /unsupported api version/i.test(error.message)
}
