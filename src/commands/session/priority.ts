import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {UsageError} from '../../cli/errors.js'
import {outputFlags} from '../../cli/flags.js'
import {readReferences} from '../../cli/references.js'
import {changeSessions} from '../../cli/session/change-sessions.js'
import {sessionChangeView} from '../../cli/views/action.js'

export default class SessionPriority extends ApiCommand<void> {
  static override summary = 'Change the place of sessions in the queue (administrators).'
  static override description =
    'Of those that wait, the manager takes the ones with the highest number first. 10 is usual.'
  static override examples = [
    {description: 'Next in the queue', command: '<%= config.bin %> session priority train-1 90 --all-users'},
    {
      description: 'Only show what would change',
      command: '<%= config.bin %> session priority train-1 train-2 90 --all-users --dry-run',
    },
  ]
  static override strict = false
  static override args = {}
  static override usage = 'session priority REF… NUMBER [FLAGS]'
  static override flags = {
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
    'dry-run': Flags.boolean({summary: 'Show what would change; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionPriority)
    const words = argv.map(String)
    const typed = words.at(-1) ?? ''
    if (words.length < 2 || !/^\d{1,3}$/.test(typed) || Number(typed) > 100) {
      throw new UsageError(
        `Give the sessions, then a priority from 0 to 100${typed && `; "${typed}" is none`}.`,
      )
    }
    const client = await this.connect(flags)
    const priority = Number(typed)
    const references = await readReferences(words.slice(0, -1))
    const changes = await changeSessions(await this.resolveAll(references.words, flags['all-users']), {
      to: priority,
      current: (session) => session.priority,
      apply: ({id}) => client.setPriority(id, priority, {signal: this.signal}),
      dryRun: flags['dry-run'],
    })
    await this.renderList(changes, sessionChangeView, flags)
  }
}
