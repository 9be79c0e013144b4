import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {domainView} from '../../../cli/views/admin/accounts.js'

export default class AdminDomainList extends AdminCommand {
  static override summary = 'List domains.'
  static override examples = [
    {description: 'All', command: '<%= config.bin %> admin domain list'},
    {description: 'For scripts', command: '<%= config.bin %> admin domain list --output json'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminDomainList)
    await this.showList(flags, domainView, (client, options) => client.admin.domains.list({}, options))
  }
}
