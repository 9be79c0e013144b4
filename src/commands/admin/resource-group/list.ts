import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {resourceGroupView} from '../../../cli/views/admin/resources.js'

export default class AdminResourceGroupList extends AdminCommand {
  static override summary = 'List resource groups.'
  static override examples = [
    {description: 'All', command: '<%= config.bin %> admin resource-group list'},
    {description: 'For scripts', command: '<%= config.bin %> admin resource-group list --output json'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminResourceGroupList)
    await this.showList(flags, resourceGroupView, (client, options) =>
      client.admin.resourceGroups.list({}, options),
    )
  }
}
