import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, slotFlag, slotsOf} from '../../../cli/admin/changes.js'

export default class AdminPresetCreate extends AdminCommand {
  static override summary = 'Create a preset.'
  static override examples = [
    {
      description: 'Half a GPU',
      command: '<%= config.bin %> admin preset create half --slot cpu=2 --slot mem=8g --slot cuda.shares=0.5',
    },
    {
      description: 'Only show it',
      command: '<%= config.bin %> admin preset create half --slot cpu=2 --slot mem=8g --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the preset.'})}
  static override flags = {
    ...changeFlags,
    slot: slotFlag('Amount it stands for.'),
    shm: Flags.string({summary: 'Shared memory: 1g.', helpValue: 'SIZE'}),
    'resource-group': Flags.string({char: 'R', summary: 'Only offered there (managers from 25.4 on).'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminPresetCreate)
    const props = {
      resourceSlots: slotsOf(flags.slot) ?? {},
      sharedMemory: flags.shm,
      scalingGroupName: flags['resource-group'],
    }
    await this.change(flags, {
      ...{action: 'create', kind: 'preset', name: args.name, props},
      apply: (client, options) => client.admin.presets.create(args.name, props, options),
    })
  }
}
