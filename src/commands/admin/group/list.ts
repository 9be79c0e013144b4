import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {projectView} from '../../../cli/views/admin/accounts.js'

export default class AdminGroupList extends AdminCommand {
  static override summary = 'List projects.'
  static override examples = [
    {description: 'All that you may see', command: '<%= config.bin %> admin group list'},
    {description: 'Names only', command: '<%= config.bin %> admin group list --quiet'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminGroupList)
    await this.showList(flags, projectView, (client, options) => client.admin.projects.list({}, options))
  }
}
