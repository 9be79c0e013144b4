import {Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {durationFlag, listFlags, renderOptions} from '../../../cli/flags.js'
import {readKeys} from '../../../cli/output/read-keys.js'
import {fieldsFor, sessionRows} from '../../../cli/session/list-parts.js'
import {listQuery} from '../../../cli/session/list-query.js'
import {sessionListView} from '../../../cli/views/session.js'
import {collect} from '../../../sdk/index.js'

export default class AdminSessionList extends AdminCommand {
  static override summary = "List everybody's sessions."
  static override description =
    'As `session list --all-users --output wide`: with users, agents and resource groups.'
  static override examples = [
    {description: 'Live ones', command: '<%= config.bin %> admin session list'},
    {
      description: 'Of one user',
      command: '<%= config.bin %> admin session list --filter user=user@local.bai',
    },
  ]
  static override flags = {
    ...listFlags,
    status: Flags.string({
      char: 's',
      summary: 'Only these statuses (PENDING, RUNNING, …).',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    all: Flags.boolean({char: 'a', summary: 'Ended ones too.', exclusive: ['status']}),
    agent: Flags.string({summary: 'Only sessions on this agent.'}),
    since: durationFlag({summary: 'Only those created in this last time.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminSessionList)
    const output = flags.json ? undefined : (flags.output ?? 'wide')
    await this.showList({...flags, output}, sessionListView, async (client, options) => {
      const columns = await readKeys(sessionListView, renderOptions({...flags, output}))
      const asked = listQuery({...flags, 'all-users': true}, await client.capabilities(options))
      return collect(sessionRows(client, {...asked, ...fieldsFor(columns)}, {columns, signal: this.signal}))
    })
  }
}
