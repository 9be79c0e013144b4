import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'

export default class AdminAgentMove extends AdminCommand {
  static override summary = 'Move an agent to another resource group.'
  static override examples = [
    {description: 'To the group "vision"', command: '<%= config.bin %> admin agent move i-local-1 vision'},
    {description: 'Only show it', command: '<%= config.bin %> admin agent move i-local-1 vision --dry-run'},
  ]
  static override args = {
    name: Args.string({required: true, description: 'Id of the agent.'}),
    group: Args.string({required: true, description: 'Name of the resource group.'}),
  }
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminAgentMove)
    const client = await this.connect(flags)
    const was = await client.admin.agents.get(args.name, {signal: this.signal})
    const {name: resourceGroup} = await client.admin.resourceGroups.get(args.group, {signal: this.signal})
    const props = {resourceGroup}
    await this.change(flags, {
      ...{action: 'move', kind: 'agent', name: args.name, props, was},
      apply: (_, options) => client.admin.agents.update(args.name, props, options),
    })
  }
}
