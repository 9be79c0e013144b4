import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {UsageError} from '../../cli/errors.js'
import {listFlags, renderOptions} from '../../cli/flags.js'
import {WaitReasons} from '../../cli/session/rows.js'
import {sessionListView, type SessionRow} from '../../cli/views/session.js'
import {isDead} from '../../sdk/index.js'

export default class SessionWatch extends ApiCommand<void> {
  static override summary = 'Follow sessions: their state now, then each change.'
  static override description = 'Ends when all of them have ended. With -o ndjson, one object a change.'
  static override aliases = ['events', 'session:events']
  static override examples = [
    {description: 'What the last create made', command: '<%= config.bin %> session watch @last'},
    {description: 'For a script', command: '<%= config.bin %> session watch train-1 --output ndjson'},
  ]
  static override strict = false
  static override usage = 'session watch REF… [FLAGS]'
  static override flags = {
    ...listFlags,
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionWatch)
    if (argv.length === 0) throw new UsageError('Name the sessions to follow.')
    await this.connect(flags)
    const sessions = await this.resolveAll(argv.map(String), flags['all-users'])
    const {watchList} = await import('../../cli/output/watch.js')
    const changes = this.#changes(sessions.map((session) => session.id))
    const context = {out: this.out, signal: this.signal}
    await this.untilInterrupted(watchList(changes, sessionListView, renderOptions(flags), context))
  }

  async *#changes(ids: readonly string[]): AsyncGenerator<SessionRow[]> {
    const client = await this.connect()
    for await (const sessions of client.watch(ids, {signal: this.signal})) {
      yield await new WaitReasons(client, this.signal).rows(sessions)
      if (sessions.every((session) => isDead(session.status))) return
    }
  }
}
