import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {UsageError} from '../../cli/errors.js'
import {listFlags, formatOf, watchFlag} from '../../cli/flags.js'
import {isForPeople} from '../../cli/output/format.js'
import {listQuery} from '../../cli/session/list-query.js'
import {whyLines, whyView} from '../../cli/views/why.js'
import {phaseOf, type Explanation, type Session} from '../../sdk/index.js'

export default class SessionWhy extends ApiCommand<void> {
  static override summary = 'Tell why sessions wait, or what became of them.'
  static override description = `Gives a reason code, the numbers (what it needs, what the best node has, what is missing),
the place in the queue, whose end would let it start, what would fit now, and the manager's own words.`
  static override examples = [
    {description: 'One session', command: '<%= config.bin %> session why train-3'},
    {description: 'Everything of yours that waits', command: '<%= config.bin %> session why --all'},
    {description: 'For scripts', command: '<%= config.bin %> session why --all --output json'},
  ]
  static override strict = false
  static override args = {}
  static override flags = {
    ...listFlags,
    all: Flags.boolean({summary: 'All of yours that wait.'}),
    'all-users': Flags.boolean({char: 'A', summary: "Everybody's that you may see."}),
    raw: Flags.boolean({summary: "Only the manager's own words."}),
    watch: watchFlag,
  }
  static override usage = 'session why REF… [FLAGS]'

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionWhy)
    const references = argv.map(String)
    if (references.length === 0 && !flags.all) {
      throw new UsageError('Name a session, or give --all for everything that waits.')
    }
    await this.connect(flags)
    const explain = () => this.#explain(references, flags)
    if (flags.watch) return this.watchList(explain, whyView, flags)
    const found = await explain()
    if (!isForPeople(formatOf(flags)) || flags.quiet || flags.columns || found.length === 0) {
      return this.renderList(found, whyView, flags)
    }
    const blocks = flags.raw ? found.map(rawLines) : found.map(whyLines)
    process.stdout.write(`${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`)
  }

  async #explain(
    references: readonly string[],
    flags: {'all-users': boolean; all: boolean},
  ): Promise<Explanation[]> {
    const client = await this.connect()
    const chosen = flags.all ? await this.#waiting(flags['all-users']) : await this.#named(references, flags)
    return client.why(chosen, {signal: this.signal})
  }

  /** With their dependencies, which lists leave out. */
  async #named(references: readonly string[], flags: {'all-users': boolean}): Promise<Session[]> {
    const client = await this.connect()
    const found = await this.resolveAll(references, flags['all-users'])
    return Promise.all(found.map((session) => client.sessions.get(session.id, {signal: this.signal})))
  }

  async #waiting(allUsers: boolean): Promise<Session[]> {
    const client = await this.connect()
    const capabilities = await client.capabilities({signal: this.signal})
    const status = capabilities.sessionStatuses.filter((name) => phaseOf(name) === 'queued')
    const query = listQuery({status, 'all-users': allUsers}, capabilities)
    return client.sessions.listWithDependencies({...query, order: '+created_at'}, {signal: this.signal})
  }
}

function rawLines(why: Explanation): string[] {
  const words = why.managerWords.length > 0 ? why.managerWords : ['(the manager says nothing)']
  return words.map((text) => `${why.name}: ${text}`)
}
