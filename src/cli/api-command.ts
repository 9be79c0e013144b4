import {Flags} from '@oclif/core'
import {homedir} from 'node:os'
import {AmbiguousReferenceError, NotFoundError, SdkError, type BackendAI, type Session} from '../sdk/index.js'
import {BaseCommand} from './base-command.js'
import type {ClientExtras} from './config/client.js'
import {directoriesOf, type Directories} from './config/directories.js'
import {LastCreatedFile} from './config/last-created.js'
import {loadSettings} from './config/load.js'
import type {ResolvedSettings, Settings} from './config/settings.js'
import {renderOptions, type OutputFlagValues} from './flags.js'
import type {View} from './output/view.js'
import {readReferences} from './references.js'
import {showTrace} from './trace.js'

/** Flags of every command that talks to a manager. */
export interface ConnectionFlagValues {
  profile?: string | undefined
  endpoint?: string | undefined
  project?: string | undefined
}

/** Time between two looks of `--watch` when nothing tells of a change. */
const WATCH_EVERY_MS = 1000

/** A command that talks to a manager: settings, a client, references. */
export abstract class ApiCommand<Result = unknown> extends BaseCommand<Result> {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    profile: Flags.string({summary: 'Profile to use.', helpGroup: 'GLOBAL'}),
    endpoint: Flags.string({summary: 'Manager address instead of the configured one.', helpGroup: 'GLOBAL'}),
  }

  #settings: Promise<ResolvedSettings> | undefined
  #client: Promise<BackendAI> | undefined
  #anonymous: Promise<BackendAI> | undefined

  /** The settings in force for the given flags; they are read once. */
  protected settings(flags: ConnectionFlagValues = {}): Promise<ResolvedSettings> {
    const chosen: Partial<Settings> = {
      ...(flags.endpoint !== undefined && {endpoint: flags.endpoint}),
      ...(flags.project !== undefined && {project: flags.project}),
    }
    this.#settings ??= loadSettings({
      flags: chosen,
      profile: flags.profile,
      env: process.env,
      cwd: process.cwd(),
      home: homedir(),
      configDir: this.directories.config,
      warn: (text) => this.note(text),
    })
    return this.#settings
  }

  /** The client for the settings in force; made once. Flags count at the first call. */
  protected connect(flags: ConnectionFlagValues = {}): Promise<BackendAI> {
    this.#client ??= this.#makeClient(flags)
    return this.#client
  }

  /** A client without credentials and without a memory: for what a manager tells everybody, now. */
  protected connectAnonymously(flags: ConnectionFlagValues = {}): Promise<BackendAI> {
    this.#anonymous ??= this.#makeClient(flags, {credentials: {kind: 'anonymous'}})
    return this.#anonymous
  }

  protected get directories(): Directories {
    return directoriesOf(process.env, this.config)
  }

  /** Remembers what `@last` stands for. */
  protected async lastCreated(): Promise<LastCreatedFile> {
    const {settings} = await this.settings()
    const owner = {endpoint: settings.endpoint ?? '', accessKey: settings.accessKey ?? ''}
    return new LastCreatedFile(this.directories.state, owner)
  }

  /** The sessions that references mean, each once, in the order given; `-` stands for those on standard input. */
  protected async resolveAll(references: readonly string[], allUsers = false): Promise<Session[]> {
    const client = await this.connect()
    const last = (await (await this.lastCreated()).read())?.ids ?? []
    const found = new Map<string, Session>()
    const {words} = await readReferences(references)
    for (const reference of words) {
      const options = {signal: this.signal, last, scope: allUsers ? 'all' : 'own'} as const
      for (const session of await client.resolve(reference, options)) found.set(session.id, session)
    }
    return [...found.values()]
  }

  /** The one session a reference means; several (`@last` of three) are ambiguous. */
  protected async resolveOne(reference: string, allUsers = false): Promise<Session> {
    const found = await this.resolveAll([reference], allUsers)
    const [first] = found
    if (!first) throw new NotFoundError('Standard input names no session.')
    if (found.length > 1) throw new AmbiguousReferenceError(reference, found)
    return first
  }

  /** Shows a list again whenever it changed, until Ctrl-C: that is exit status 130. */
  protected async watchList<Row>(
    snapshot: (signal: AbortSignal) => Promise<Row[]>,
    view: View<Row>,
    flags: OutputFlagValues,
  ): Promise<void> {
    const [{watchList}, {setTimeout: delay}] = await Promise.all([
      import('./output/watch.js'),
      import('node:timers/promises'),
    ])
    const {signal} = this
    async function* snapshots(): AsyncGenerator<Row[]> {
      for (;;) {
        yield await snapshot(signal)
        await delay(WATCH_EVERY_MS, undefined, {signal})
      }
    }
    await this.untilInterrupted(watchList(snapshots(), view, renderOptions(flags), {out: this.out, signal}))
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    // A client that could not be made has told so already.
    for (const made of [this.#client, this.#anonymous]) {
      const client = await made?.catch(() => undefined)
      await client?.close()
    }
    await super.finally(error)
  }

  protected override async catch(error: Error): Promise<never> {
    return super.catch(await this.#withAdvice(error))
  }

  async #makeClient(
    flags: ConnectionFlagValues,
    extras?: Pick<ClientExtras, 'credentials'>,
  ): Promise<BackendAI> {
    const resolved = await this.settings(flags)
    const [{BackendAI: Client}, {clientOptions}, {FileHandshakes}, {handshakeNotes}] = await Promise.all([
      import('../sdk/index.js'),
      import('./config/client.js'),
      import('./config/handshakes.js'),
      import('./handshake-notes.js'),
    ])
    const options = await clientOptions(resolved, {
      version: this.config.version,
      onHandshake: handshakeNotes(this.debugging),
      ...(extras ?? {handshakes: new FileHandshakes(this.directories.cache)}),
      ...(this.debugging && {trace: showTrace}),
    })
    return new Client(options)
  }

  /** Adds where the endpoint or the key came from, which is what a person has to mend. */
  async #withAdvice(error: Error): Promise<Error> {
    if (!(error instanceof SdkError) || !this.#settings) return error
    const {connectionAdvice} = await import('./config/advice.js')
    const settings = await this.#settings.catch(() => undefined)
    return settings ? connectionAdvice(error, settings) : error
  }
}
