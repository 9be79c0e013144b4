import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {registryView} from '../../../cli/views/admin/resources.js'

export default class AdminRegistryList extends AdminCommand {
  static override summary = 'List image registries.'
  static override examples = [
    {description: 'All', command: '<%= config.bin %> admin registry list'},
    {description: 'For scripts', command: '<%= config.bin %> admin registry list --output json'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminRegistryList)
    await this.showList(flags, registryView, (client, options) => client.admin.registries.list({}, options))
  }
}
