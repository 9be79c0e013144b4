import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'

export default class AdminKeypairDeactivate extends AdminCommand {
  static override summary = 'Switch a keypair off.'
  static override examples = [
    {description: 'One key', command: '<%= config.bin %> admin keypair deactivate AKIAEXAMPLE0000000AB'},
    {
      description: 'Only show it',
      command: '<%= config.bin %> admin keypair deactivate AKIAEXAMPLE0000000AB --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Access key.'})}
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminKeypairDeactivate)
    const client = await this.connect(flags)
    const was = await client.admin.keypairs.get(args.name, {signal: this.signal})
    const props = {isActive: false}
    await this.change(flags, {
      ...{action: 'deactivate', kind: 'keypair', name: args.name, props, was},
      apply: (_, options) => client.admin.keypairs.update(args.name, props, options),
    })
  }
}
