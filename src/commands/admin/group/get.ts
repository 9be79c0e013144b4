import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {projectView} from '../../../cli/views/admin/accounts.js'

export default class AdminGroupGet extends AdminCommand {
  static override summary = 'Show a project.'
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> admin group get default'},
    {description: 'For scripts', command: '<%= config.bin %> admin group get default --output json'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the project.'})}
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminGroupGet)
    await this.showOne(flags, projectView, (client, options) => client.admin.projects.get(args.name, options))
  }
}
