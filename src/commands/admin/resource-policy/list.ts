import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {kindFlag} from '../../../cli/admin/policy-flags.js'
import {listFlags} from '../../../cli/flags.js'
import {resourcePolicyView} from '../../../cli/views/admin/resources.js'

export default class AdminResourcePolicyList extends AdminCommand {
  static override summary = 'List resource policies.'
  static override examples = [
    {description: 'Those of keypairs', command: '<%= config.bin %> admin resource-policy list'},
    {
      description: 'Those of projects',
      command: '<%= config.bin %> admin resource-policy list --kind project',
    },
  ]
  static override flags = {...listFlags, kind: kindFlag()}

  async run(): Promise<void> {
    const {flags} = await this.parse(AdminResourcePolicyList)
    await this.showList(flags, resourcePolicyView, (client, options) =>
      client.admin.policies(flags.kind).list({}, options),
    )
  }
}
