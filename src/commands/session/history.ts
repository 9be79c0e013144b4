import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {durationFlag, listFlags} from '../../cli/flags.js'
import {listQuery} from '../../cli/session/list-query.js'
import {historyView} from '../../cli/views/history.js'

export default class SessionHistory extends ApiCommand<void> {
  static override summary = 'List past sessions: wait, run time, GPU hours.'
  static override examples = [
    {description: 'The last week', command: '<%= config.bin %> session history --since 1w'},
    {description: 'As CSV for a spreadsheet', command: '<%= config.bin %> session history --output csv'},
  ]
  static override flags = {
    ...listFlags,
    since: durationFlag({summary: 'Only those created in this last time.'}),
    image: Flags.string({summary: 'Only images with this text in their name.'}),
    'all-users': Flags.boolean({char: 'A', summary: "Everybody's that you may see."}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(SessionHistory)
    const client = await this.connect(flags)
    const capabilities = await client.capabilities({signal: this.signal})
    const query = listQuery(
      {dead: true, since: flags.since, image: flags.image, 'all-users': flags['all-users']},
      capabilities,
    )
    await this.renderList(client.sessions.list(query, {signal: this.signal}), historyView, flags)
  }
}
