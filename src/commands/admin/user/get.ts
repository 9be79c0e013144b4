import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {userView} from '../../../cli/views/admin/accounts.js'

export default class AdminUserGet extends AdminCommand {
  static override summary = 'Show a user.'
  static override examples = [
    {description: 'By e-mail', command: '<%= config.bin %> admin user get user@local.bai'},
    {description: 'For scripts', command: '<%= config.bin %> admin user get user@local.bai --output json'},
  ]
  static override args = {name: Args.string({required: true, description: 'E-mail of the user.'})}
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminUserGet)
    await this.showOne(flags, userView, (client, options) => client.admin.users.get(args.name, options))
  }
}
