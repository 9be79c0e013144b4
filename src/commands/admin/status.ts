import {AdminCommand} from '../../cli/admin/admin-command.js'
import {outputFlags} from '../../cli/flags.js'
import {managerStatusView} from '../../cli/views/admin/resources.js'

export default class AdminStatus extends AdminCommand {
  static override summary = 'Show whether the manager runs or is frozen.'
  static override examples = [
    {description: 'For people', command: '<%= config.bin %> admin status'},
    {description: 'For scripts', command: '<%= config.bin %> admin status --output json'},
  ]
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminStatus)
    await this.showOne(flags, managerStatusView, (client, options) => client.admin.manager.status(options))
  }
}
