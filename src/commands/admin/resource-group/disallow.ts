import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {tenantFlags, tenantOf} from '../../../cli/admin/members.js'

export default class AdminResourceGroupDisallow extends AdminCommand {
  static override summary = 'Close a resource group to a domain or a project.'
  static override examples = [
    {
      description: 'For a project',
      command: '<%= config.bin %> admin resource-group disallow vision --project default',
    },
    {
      description: 'For a domain',
      command: '<%= config.bin %> admin resource-group disallow vision --domain default --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the resource group.'})}
  static override flags = {
    ...changeFlags,
    ...tenantFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourceGroupDisallow)
    const client = await this.connect(flags)
    const tenant = await tenantOf(client, flags, this.signal)
    await this.change(flags, {
      ...{action: 'disallow', kind: 'resource-group', name: args.name},
      props: {[tenant.kind]: flags.domain ?? flags.project},
      apply: (_, options) => client.admin.resourceGroups.disallow(args.name, tenant, options),
    })
  }
}
