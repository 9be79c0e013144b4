import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'

export default class AdminKeypairActivate extends AdminCommand {
  static override summary = 'Let a keypair be used again.'
  static override examples = [
    {description: 'One key', command: '<%= config.bin %> admin keypair activate AKIAEXAMPLE0000000AB'},
    {
      description: 'Only show it',
      command: '<%= config.bin %> admin keypair activate AKIAEXAMPLE0000000AB --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Access key.'})}
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminKeypairActivate)
    const client = await this.connect(flags)
    const was = await client.admin.keypairs.get(args.name, {signal: this.signal})
    const props = {isActive: true}
    await this.change(flags, {
      ...{action: 'activate', kind: 'keypair', name: args.name, props, was},
      apply: (_, options) => client.admin.keypairs.update(args.name, props, options),
    })
  }
}
