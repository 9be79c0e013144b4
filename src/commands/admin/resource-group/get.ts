import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {resourceGroupView} from '../../../cli/views/admin/resources.js'

export default class AdminResourceGroupGet extends AdminCommand {
  static override summary = 'Show a resource group.'
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> admin resource-group get default'},
    {description: 'For scripts', command: '<%= config.bin %> admin resource-group get default --output json'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the resource group.'})}
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourceGroupGet)
    await this.showOne(flags, resourceGroupView, (client, options) =>
      client.admin.resourceGroups.get(args.name, options),
    )
  }
}
