import {AdminCommand} from '../../cli/admin/admin-command.js'
import {changeFlags} from '../../cli/admin/changes.js'

export default class AdminUnfreeze extends AdminCommand {
  static override summary = 'Let a frozen manager run again.'
  static override examples = [
    {description: 'After maintenance', command: '<%= config.bin %> admin unfreeze'},
    {description: 'Only show it', command: '<%= config.bin %> admin unfreeze --dry-run'},
  ]
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminUnfreeze)
    const client = await this.connect(flags)
    const was = await client.admin.manager.status({signal: this.signal})
    await this.change(flags, {
      ...{action: 'unfreeze', kind: 'manager', name: client.http.endpoint, props: {status: 'running'}, was},
      apply: (_, options) => client.admin.manager.unfreeze(options),
    })
  }
}
