import type {TextAnswer} from './call.js'
import {capabilitiesOf, type Capabilities} from './capabilities.js'
import {readHandshake} from './handshake.js'
import type {ClientOptions, Handshake, RequestOptions} from './options.js'
import {SharedWork} from './shared-work.js'
import {negotiate} from './version.js'

/** What is known of a manager by its handshake. */
interface Known {
  handshake: Handshake
  version: string
  capabilities: Capabilities
}

interface ManagerSource {
  /** The address in use. */
  endpoint: () => string
  /** Asks for the handshake (`GET /`). */
  ask: (options: RequestOptions) => Promise<TextAnswer>
}

/** The manager that answers: its handshake is asked for once, remembered by the store, and what follows worked out once. */
export class KnownManager {
  readonly #handshake = new SharedWork<Handshake>()
  #known: Known | undefined

  constructor(
    private readonly options: Pick<ClientOptions, 'endpointType' | 'handshakes' | 'onHandshake'>,
    private readonly source: ManagerSource,
  ) {}

  handshake(options: RequestOptions): Promise<Handshake> {
    return this.#handshake.get((signal) => this.#recall({...options, signal}), options.signal)
  }

  /** The lower of the manager's API version and ours; ours when the manager does not tell. */
  async version(options: RequestOptions): Promise<string> {
    return (await this.#whatFollows(options)).version
  }

  async capabilities(options: RequestOptions): Promise<Capabilities> {
    return (await this.#whatFollows(options)).capabilities
  }

  /** Asks, whatever is remembered, and gives the version to send from now on. */
  async askAgain(options: RequestOptions): Promise<string> {
    return negotiate(await this.#ask(options))
  }

  async #whatFollows(options: RequestOptions): Promise<Known> {
    const handshake = await this.handshake(options)
    if (this.#known?.handshake !== handshake) {
      this.#known = {handshake, version: negotiate(handshake), capabilities: capabilitiesOf(handshake)}
    }
    return this.#known
  }

  async #recall(options: RequestOptions): Promise<Handshake> {
    // The store only spares a question: when it fails, the question is asked.
    const stored = await this.options.handshakes?.get(this.source.endpoint()).catch(() => undefined)
    if (!stored) return this.#ask(options)
    this.options.onHandshake?.(stored)
    return stored
  }

  async #ask(options: RequestOptions): Promise<Handshake> {
    const {endpointType, onHandshake, handshakes} = this.options
    const handshake = await readHandshake(this.source.ask(options), this.source.endpoint(), endpointType)
    this.#handshake.set(handshake)
    onHandshake?.(handshake)
    await handshakes?.set(this.source.endpoint(), handshake).catch(() => undefined)
    return handshake
  }
}
