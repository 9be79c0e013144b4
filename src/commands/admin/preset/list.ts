import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {presetView} from '../../../cli/views/admin/resources.js'

export default class AdminPresetList extends AdminCommand {
  static override summary = 'List presets.'
  static override examples = [
    {description: 'All', command: '<%= config.bin %> admin preset list'},
    {description: 'For scripts', command: '<%= config.bin %> admin preset list --output json'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminPresetList)
    await this.showList(flags, presetView, (client, options) => client.admin.presets.list({}, options))
  }
}
