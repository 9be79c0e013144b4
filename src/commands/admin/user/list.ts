import {Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {listFlags} from '../../../cli/flags.js'
import {userView} from '../../../cli/views/admin/accounts.js'

/** The list's arguments in the manager's words. */
function userArguments(flags: {domain?: string | undefined; status?: string | undefined}) {
  return {
    domain_name: {type: 'String', value: flags.domain},
    status: {type: 'String', value: flags.status},
  }
}

export default class AdminUserList extends AdminCommand {
  static override summary = 'List users.'
  static override examples = [
    {description: 'Those that you may see', command: '<%= config.bin %> admin user list'},
    {
      description: 'Administrators of one domain',
      command: '<%= config.bin %> admin user list --domain default --filter role=admin',
    },
  ]
  static override flags = {
    ...listFlags,
    domain: Flags.string({summary: 'Only of this domain.'}),
    status: Flags.option({
      options: ['active', 'inactive', 'deleted', 'before-verification'] as const,
      char: 's',
      summary: 'Only with this status.',
    })(),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminUserList)
    await this.showList(flags, userView, (client, options) =>
      client.admin.users.list(userArguments(flags), options),
    )
  }
}
