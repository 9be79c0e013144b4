import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {kindFlag} from '../../../cli/admin/policy-flags.js'
import {outputFlags} from '../../../cli/flags.js'
import {resourcePolicyView} from '../../../cli/views/admin/resources.js'

export default class AdminResourcePolicyGet extends AdminCommand {
  static override summary = 'Show a resource policy.'
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> admin resource-policy get default'},
    {
      description: 'For scripts',
      command: '<%= config.bin %> admin resource-policy get default --output json',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the policy.'})}
  static override flags = {...outputFlags, kind: kindFlag()}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourcePolicyGet)
    await this.showOne(flags, resourcePolicyView, (client, options) =>
      client.admin.policies(flags.kind).get(args.name, options),
    )
  }
}
