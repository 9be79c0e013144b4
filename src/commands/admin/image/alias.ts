import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'

export default class AdminImageAlias extends AdminCommand {
  static override summary = 'Give an image a short name.'
  static override examples = [
    {description: 'A name of your own', command: '<%= config.bin %> admin image alias mypy python'},
    {description: 'Only show it', command: '<%= config.bin %> admin image alias mypy python --dry-run'},
  ]
  static override args = {
    alias: Args.string({required: true, description: 'The new name.'}),
    image: Args.string({required: true, description: 'Image: reference, alias or short name.'}),
  }
  static override flags = {...changeFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminImageAlias)
    const client = await this.connect(flags)
    const image = await client.admin.images.find(args.image, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'alias', kind: 'image', name: image.reference, props: {alias: args.alias}},
      apply: (_, options) => client.admin.images.alias(args.alias, image, options),
    })
  }
}
