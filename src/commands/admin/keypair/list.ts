import {Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {keypairView} from '../../../cli/views/admin/accounts.js'

/** The list's arguments in the manager's words. */
function keypairArguments(flags: {user?: string | undefined; active?: boolean | undefined}) {
  return {
    email: {type: 'String', value: flags.user},
    is_active: {type: 'Boolean', value: flags.active},
  }
}

export default class AdminKeypairList extends AdminCommand {
  static override summary = 'List keypairs.'
  static override examples = [
    {description: 'Those that you may see', command: '<%= config.bin %> admin keypair list'},
    {description: 'Of one user', command: '<%= config.bin %> admin keypair list --user user@local.bai'},
  ]
  static override flags = {
    ...listFlags,
    user: Flags.string({summary: 'Only of this user.', helpValue: 'EMAIL'}),
    active: Flags.boolean({summary: 'Only those in use (--no-active: only the others).', allowNo: true}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminKeypairList)
    await this.showList(flags, keypairView, (client, options) =>
      client.admin.keypairs.list(keypairArguments(flags), options),
    )
  }
}
