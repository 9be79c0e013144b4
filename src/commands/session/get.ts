import {Args, Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {WaitReasons} from '../../cli/session/rows.js'
import {sessionDetailView} from '../../cli/views/session-detail.js'

export default class SessionGet extends ApiCommand<void> {
  static override summary = 'Show everything about one session.'
  static override aliases = ['info', 'session:info']
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> session get train-1'},
    {description: 'For scripts', command: '<%= config.bin %> session get train-1 --output json'},
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }
  static override flags = {
    ...outputFlags,
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionGet)
    const client = await this.connect(flags)
    const found = await this.resolveOne(args.ref, flags['all-users'])
    const session = await client.sessions.get(found.id, {signal: this.signal})
    const [row] = await new WaitReasons(client, this.signal).rows([session])
    if (row) await this.renderOne(row, sessionDetailView, flags)
  }
}
