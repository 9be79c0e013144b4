import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, slotFlag, slotsOf, someOf} from '../../../cli/admin/changes.js'

export default class AdminPresetUpdate extends AdminCommand {
  static override summary = 'Change a preset.'
  static override examples = [
    {
      description: 'Other amounts, all of them',
      command: '<%= config.bin %> admin preset update cpu01-small --slot cpu=1 --slot mem=2g --dry-run',
    },
    {description: 'Shared memory', command: '<%= config.bin %> admin preset update cpu01-small --shm 512m'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the preset.'})}
  static override flags = {
    ...changeFlags,
    slot: slotFlag('Amount it stands for.'),
    shm: Flags.string({summary: 'Shared memory: 1g.', helpValue: 'SIZE'}),
    'resource-group': Flags.string({char: 'R', summary: 'Only offered there (managers from 25.4 on).'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminPresetUpdate)
    const props = someOf({
      resourceSlots: slotsOf(flags.slot),
      sharedMemory: flags.shm,
      scalingGroupName: flags['resource-group'],
    })
    const client = await this.connect(flags)
    const was = await client.admin.presets.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'preset', name: args.name, props, was},
      apply: (_, options) => client.admin.presets.update(args.name, props, options),
    })
  }
}
