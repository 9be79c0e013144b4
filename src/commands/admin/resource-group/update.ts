import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {activeFlag, changeFlags, someOf} from '../../../cli/admin/changes.js'

export default class AdminResourceGroupUpdate extends AdminCommand {
  static override summary = 'Change a resource group.'
  static override examples = [
    {
      description: 'Hide it',
      command: '<%= config.bin %> admin resource-group update default --no-public --dry-run',
    },
    {
      description: 'Switch it off',
      command: '<%= config.bin %> admin resource-group update vision --no-active',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the resource group.'})}
  static override flags = {
    ...changeFlags,
    description: Flags.string({summary: 'What it is for.'}),
    public: Flags.boolean({summary: 'Shown to everybody who may use it (--no-public: not).', allowNo: true}),
    scheduler: Flags.option({options: ['fifo', 'lifo', 'drf'] as const, summary: 'Order of the queue.'})(),
    'app-proxy': Flags.string({summary: 'Address of the app proxy.', helpValue: 'URL'}),
    active: activeFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourceGroupUpdate)
    const props = someOf({
      description: flags.description,
      isActive: flags.active,
      isPublic: flags.public,
      scheduler: flags.scheduler,
      wsproxyAddr: flags['app-proxy'],
    })
    const client = await this.connect(flags)
    const was = await client.admin.resourceGroups.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'resource-group', name: args.name, props, was},
      apply: (_, options) => client.admin.resourceGroups.update(args.name, props, options),
    })
  }
}
