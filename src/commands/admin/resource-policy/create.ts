import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {kindFlag, newPolicyProps, policyFlags} from '../../../cli/admin/policy-flags.js'

export default class AdminResourcePolicyCreate extends AdminCommand {
  static override summary = 'Create a resource policy.'
  static override examples = [
    {
      description: 'Four cores and half a GPU',
      command:
        '<%= config.bin %> admin resource-policy create students --slot cpu=4 --slot cuda.shares=0.5 --max-sessions 3',
    },
    {
      description: 'For projects',
      command:
        '<%= config.bin %> admin resource-policy create labs --kind project --max-folders 10 --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the policy.'})}
  static override flags = {...changeFlags, kind: kindFlag(), ...policyFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourcePolicyCreate)
    const props = newPolicyProps(flags)
    await this.change(flags, {
      ...{action: 'create', kind: 'resource-policy', name: args.name, props},
      check: (client, options) => client.admin.policies(flags.kind).requireKept(props, options),
      apply: (client, options) => client.admin.policies(flags.kind).create(args.name, props, options),
    })
  }
}
