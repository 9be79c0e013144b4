import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {WaitReasons} from '../../cli/session/rows.js'
import {sessionListView} from '../../cli/views/session.js'

export default class SessionRestart extends ApiCommand<void> {
  static override summary = 'Restart the containers of a session.'
  static override description =
    'Managers from 26.4.4 on do not do it any more; then this ends with exit status 10.'
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> session restart train-a'},
    {
      description: 'Only show what would happen',
      command: '<%= config.bin %> session restart train-a --dry-run',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }
  static override flags = {
    'dry-run': Flags.boolean({summary: 'Show what would happen; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionRestart)
    const client = await this.connect(flags)
    await client.http.require('restart', 'restart a session', {signal: this.signal})
    const session = await this.resolveOne(args.ref)
    if (flags['dry-run']) this.note(`Would restart ${session.name} (${session.id}).`)
    else await client.sessions.restart(session.id, {signal: this.signal})
    const after = await client.sessions.getMany([session.id], {signal: this.signal})
    await this.renderList(await new WaitReasons(client, this.signal).rows(after), sessionListView, flags)
  }
}
