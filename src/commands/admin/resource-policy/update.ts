import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, someOf} from '../../../cli/admin/changes.js'
import {kindFlag, policyFlags, policyProps} from '../../../cli/admin/policy-flags.js'

export default class AdminResourcePolicyUpdate extends AdminCommand {
  static override summary = 'Change a resource policy.'
  static override examples = [
    {
      description: 'Fewer sessions',
      command: '<%= config.bin %> admin resource-policy update default --max-sessions 10 --dry-run',
    },
    {
      description: 'Other limits, all of them',
      command: '<%= config.bin %> admin resource-policy update students --slot cpu=8',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the policy.'})}
  static override flags = {...changeFlags, kind: kindFlag(), ...policyFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourcePolicyUpdate)
    const props = someOf(policyProps(flags))
    const policies = (await this.connect(flags)).admin.policies(flags.kind)
    const was = await policies.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'resource-policy', name: args.name, props, was},
      check: (_, options) => policies.requireKept(props, options),
      apply: (_, options) => policies.update(args.name, props, options),
    })
  }
}
