import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminKeypairRm extends AdminCommand {
  static override summary = 'Remove a keypair.'
  static override examples = [
    {
      description: 'Only show it',
      command: '<%= config.bin %> admin keypair rm AKIAEXAMPLE0000000AB --dry-run',
    },
    {description: 'Do not ask', command: '<%= config.bin %> admin keypair rm AKIAEXAMPLE0000000AB --yes'},
  ]
  static override args = {name: Args.string({required: true, description: 'Access key.'})}
  static override flags = {...dangerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminKeypairRm)
    await this.change(flags, {
      action: 'remove',
      kind: 'keypair',
      name: args.name,
      question: `Remove the keypair ${args.name}`,
      apply: (client, options) => client.admin.keypairs.remove(args.name, options),
    })
  }
}
