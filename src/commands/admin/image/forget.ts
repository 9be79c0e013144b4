import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminImageForget extends AdminCommand {
  static override summary = "Take an image off the manager's list."
  static override description = 'What registries and agents have of it stays; a rescan brings it back.'
  static override examples = [
    {description: 'Only show it', command: '<%= config.bin %> admin image forget python --dry-run'},
    {
      description: 'Without a question',
      command: '<%= config.bin %> admin image forget cr.example.com/stable/old:1.0 --yes',
    },
  ]
  static override args = {
    image: Args.string({required: true, description: 'Image: reference, alias or short name.'}),
  }
  static override flags = {...dangerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminImageForget)
    const client = await this.connect(flags)
    const image = await client.admin.images.find(args.image, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'forget', kind: 'image', name: image.reference},
      question: `Forget the image ${image.reference}`,
      apply: (_, options) => client.admin.images.forget(image, options),
    })
  }
}
