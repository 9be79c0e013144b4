import type {BackendAI, RequestOptions} from '../../sdk/index.js'
import {ApiCommand, type ConnectionFlagValues} from '../api-command.js'
import {confirm} from '../confirm.js'
import type {OutputFlagValues} from '../flags.js'
import type {DetailView, View} from '../output/view.js'
import {changeLines, changeView, type Change, type ChangeLine} from './changes.js'

type Options = RequestOptions & {signal: AbortSignal}
type ReadFlags = ConnectionFlagValues & OutputFlagValues
type ChangeFlags = ReadFlags & {'dry-run': boolean; yes?: boolean}

/** A change of one thing, and how it is carried out. */
export interface AdminChange<Result> extends Change {
  /** Asked before it is done, without question mark: `Remove the user a@example.org`. */
  question?: string
  /** Looked at before anything is shown or done, with --dry-run too: rejects for what this manager cannot do. */
  check?: (client: BackendAI, options: Options) => Promise<void>
  apply: (client: BackendAI, options: Options) => Promise<Result>
  /** Shows what `apply` gave instead of the lines of the change: a key, whose secret is told this once. */
  result?: DetailView<Result>
}

/** What an administrator's commands share: lists, one thing, and changes that are planned, asked about and told. */
export abstract class AdminCommand extends ApiCommand<void> {
  protected async showList<Row>(
    flags: ReadFlags,
    view: View<Row>,
    fetch: (client: BackendAI, options: Options) => Promise<readonly Row[]>,
  ): Promise<void> {
    const client = await this.connect(flags)
    await this.renderList(await fetch(client, {signal: this.signal}), view, flags)
  }

  protected async showOne<Row>(
    flags: ReadFlags,
    view: DetailView<Row>,
    fetch: (client: BackendAI, options: Options) => Promise<Row>,
  ): Promise<void> {
    const client = await this.connect(flags)
    await this.renderOne(await fetch(client, {signal: this.signal}), view, flags)
  }

  /** With --dry-run only shows the lines; otherwise asks where that is due, does it, and shows the lines as done. */
  protected async change<Result>(flags: ChangeFlags, change: AdminChange<Result>): Promise<void> {
    const client = await this.connect(flags)
    await change.check?.(client, {signal: this.signal})
    const lines = changeLines(change)
    if (flags['dry-run'] || lines.length === 0) return this.#tell(lines, flags)
    if (change.question !== undefined) {
      await confirm({action: change.question, yes: flags.yes ?? false, signal: this.signal})
    }
    const result = await change.apply(client, {signal: this.signal})
    if (change.result) return this.renderOne(result, change.result, flags)
    await this.#tell(
      lines.map((line) => ({...line, done: true})),
      flags,
    )
  }

  async #tell(lines: readonly ChangeLine[], flags: OutputFlagValues): Promise<void> {
    // All lines have the one name.
    const namesOnly = flags.quiet || flags.output === 'name'
    await this.renderList(namesOnly ? lines.slice(0, 1) : lines, changeView, flags)
  }
}
