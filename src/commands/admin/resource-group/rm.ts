import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminResourceGroupRm extends AdminCommand {
  static override summary = 'Remove a resource group.'
  static override examples = [
    {description: 'Only show it', command: '<%= config.bin %> admin resource-group rm vision --dry-run'},
    {description: 'Do not ask', command: '<%= config.bin %> admin resource-group rm vision --yes'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the resource group.'})}
  static override flags = {...dangerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourceGroupRm)
    await this.change(flags, {
      action: 'remove',
      kind: 'resource-group',
      name: args.name,
      question: `Remove the resource group ${args.name}`,
      apply: (client, options) => client.admin.resourceGroups.remove(args.name, options),
    })
  }
}
