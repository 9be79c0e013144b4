import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'

export default class AdminImageDealias extends AdminCommand {
  static override summary = 'Take a short name away from an image.'
  static override examples = [
    {description: 'By the name', command: '<%= config.bin %> admin image dealias mypy'},
    {description: 'Only show it', command: '<%= config.bin %> admin image dealias mypy --dry-run'},
  ]
  static override args = {alias: Args.string({required: true, description: 'The short name.'})}
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminImageDealias)
    await this.change(flags, {
      ...{action: 'dealias', kind: 'image', name: args.alias},
      apply: (client, options) => client.admin.images.dealias(args.alias, options),
    })
  }
}
