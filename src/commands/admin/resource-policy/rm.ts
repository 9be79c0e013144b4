import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'
import {kindFlag} from '../../../cli/admin/policy-flags.js'

export default class AdminResourcePolicyRm extends AdminCommand {
  static override summary = 'Remove a resource policy.'
  static override examples = [
    {description: 'Only show it', command: '<%= config.bin %> admin resource-policy rm students --dry-run'},
    {description: 'Without a question', command: '<%= config.bin %> admin resource-policy rm students --yes'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the policy.'})}
  static override flags = {...dangerFlags, kind: kindFlag()}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourcePolicyRm)
    await this.change(flags, {
      ...{action: 'remove', kind: 'resource-policy', name: args.name},
      question: `Remove the ${flags.kind} policy ${args.name}`,
      apply: (client, options) => client.admin.policies(flags.kind).remove(args.name, options),
    })
  }
}
