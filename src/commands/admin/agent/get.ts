import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {agentView} from '../../../cli/views/admin/resources.js'

export default class AdminAgentGet extends AdminCommand {
  static override summary = 'Show an agent.'
  static override examples = [
    {description: 'By id', command: '<%= config.bin %> admin agent get i-local-1'},
    {description: 'For scripts', command: '<%= config.bin %> admin agent get i-local-1 --output json'},
  ]
  static override args = {name: Args.string({required: true, description: 'Id of the agent.'})}
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminAgentGet)
    await this.showOne(flags, agentView, (client, options) => client.admin.agents.get(args.name, options))
  }
}
