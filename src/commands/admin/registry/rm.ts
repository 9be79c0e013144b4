import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminRegistryRm extends AdminCommand {
  static override summary = 'Remove an image registry.'
  static override examples = [
    {description: 'Only show it', command: '<%= config.bin %> admin registry rm cr.example.com --dry-run'},
    {description: 'Do not ask', command: '<%= config.bin %> admin registry rm cr.example.com --yes'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the registry.'})}
  static override flags = {...dangerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminRegistryRm)
    await this.change(flags, {
      action: 'remove',
      kind: 'registry',
      name: args.name,
      question: `Remove the registry ${args.name}`,
      apply: (client, options) => client.admin.registries.remove(args.name, options),
    })
  }
}
