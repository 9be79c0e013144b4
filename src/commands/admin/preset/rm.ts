import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminPresetRm extends AdminCommand {
  static override summary = 'Remove a preset.'
  static override examples = [
    {description: 'Only show it', command: '<%= config.bin %> admin preset rm cpu01-small --dry-run'},
    {description: 'Do not ask', command: '<%= config.bin %> admin preset rm half --yes'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the preset.'})}
  static override flags = {...dangerFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminPresetRm)
    await this.change(flags, {
      action: 'remove',
      kind: 'preset',
      name: args.name,
      question: `Remove the preset ${args.name}`,
      apply: (client, options) => client.admin.presets.remove(args.name, options),
    })
  }
}
