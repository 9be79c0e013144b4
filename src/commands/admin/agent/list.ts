import {Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {agentView} from '../../../cli/views/admin/resources.js'

export default class AdminAgentList extends AdminCommand {
  static override summary = 'List agents with what is free on them.'
  static override examples = [
    {description: 'Those that are alive', command: '<%= config.bin %> admin agent list'},
    {
      description: 'Those that are gone, too',
      command: '<%= config.bin %> admin agent list --all --output wide',
    },
  ]
  static override flags = {
    ...listFlags,
    all: Flags.boolean({char: 'a', summary: 'Also those that are gone.'}),
    'resource-group': Flags.string({char: 'R', summary: 'Only of this resource group.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminAgentList)
    await this.showList(flags, agentView, (client, options) =>
      client.admin.agents.list(
        {resourceGroup: flags['resource-group'], status: flags.all ? undefined : 'ALIVE'},
        options,
      ),
    )
  }
}
