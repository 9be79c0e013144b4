import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {UsageError} from '../../cli/errors.js'
import {outputFlags} from '../../cli/flags.js'
import {readReferences} from '../../cli/references.js'
import {changeSessions} from '../../cli/session/change-sessions.js'
import {sessionChangeView} from '../../cli/views/action.js'

export default class SessionTag extends ApiCommand<void> {
  static override summary = 'Change the tag of sessions.'
  static override description = `A tag is free text to find sessions by. Managers up to 26.8 set it only when the session is
created (\`session create --tag\`): there this ends with exit status 10 and the old tag stays.`
  static override examples = [
    {description: 'Tag two sessions', command: '<%= config.bin %> session tag train-1 train-2 nightly'},
    {description: 'Find them again', command: '<%= config.bin %> session list --filter tag=nightly'},
    {description: 'Take the tag away', command: '<%= config.bin %> session tag train-1 --clear'},
  ]
  static override strict = false
  static override args = {}
  static override usage = 'session tag REF… TAG [FLAGS]'
  static override flags = {
    clear: Flags.boolean({summary: 'Take the tag away.'}),
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
    'dry-run': Flags.boolean({summary: 'Show what would change; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionTag)
    const words = argv.map(String)
    const tag = flags.clear ? null : (words.at(-1) ?? '')
    const named = flags.clear ? words : words.slice(0, -1)
    if (named.length === 0) throw new UsageError('Give the sessions, then the tag (or --clear).')
    if (tag !== null && (tag === '' || tag.length > 64))
      throw new UsageError('A tag has 1 to 64 characters; --clear takes it away.')
    const client = await this.connect(flags)
    const references = await readReferences(named)
    const changes = await changeSessions(await this.resolveAll(references.words, flags['all-users']), {
      to: tag,
      current: (session) => session.tag,
      apply: ({id}) => client.setTag(id, tag, {signal: this.signal}),
      dryRun: flags['dry-run'],
    })
    await this.renderList(changes, sessionChangeView, flags)
  }
}
