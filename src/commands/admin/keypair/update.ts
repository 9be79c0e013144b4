import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, someOf} from '../../../cli/admin/changes.js'

export default class AdminKeypairUpdate extends AdminCommand {
  static override summary = 'Change a keypair.'
  static override examples = [
    {
      description: 'Another policy',
      command: '<%= config.bin %> admin keypair update AKIAEXAMPLE0000000AB --resource-policy default',
    },
    {
      description: 'More requests',
      command: '<%= config.bin %> admin keypair update AKIAEXAMPLE0000000AB --rate-limit 60000 --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Access key.'})}
  static override flags = {
    ...changeFlags,
    'resource-policy': Flags.string({summary: 'Name of its policy.'}),
    'rate-limit': Flags.integer({summary: 'Requests in 15 minutes.', min: 1}),
    admin: Flags.boolean({summary: 'Of an administrator (--no-admin: not).', allowNo: true}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminKeypairUpdate)
    const props = someOf({
      resourcePolicy: flags['resource-policy'],
      rateLimit: flags['rate-limit'],
      isAdmin: flags.admin,
    })
    const client = await this.connect(flags)
    const was = await client.admin.keypairs.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'keypair', name: args.name, props, was},
      apply: (_, options) => client.admin.keypairs.update(args.name, props, options),
    })
  }
}
