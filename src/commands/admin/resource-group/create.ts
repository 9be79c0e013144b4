import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'

export default class AdminResourceGroupCreate extends AdminCommand {
  static override summary = 'Create a resource group.'
  static override description =
    'Then open it with `admin resource-group allow`, and move agents into it with `admin agent move`.'
  static override examples = [
    {
      description: 'For the machines of one team',
      command: '<%= config.bin %> admin resource-group create vision --description Robots',
    },
    {description: 'Only show it', command: '<%= config.bin %> admin resource-group create vision --dry-run'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the resource group.'})}
  static override flags = {
    ...changeFlags,
    description: Flags.string({summary: 'What it is for.'}),
    public: Flags.boolean({summary: 'Shown to everybody who may use it (--no-public: not).', allowNo: true}),
    scheduler: Flags.option({
      options: ['fifo', 'lifo', 'drf'] as const,
      summary: 'Order of the queue.',
      default: 'fifo',
    })(),
    'app-proxy': Flags.string({summary: 'Address of the app proxy.', helpValue: 'URL'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminResourceGroupCreate)
    const props = {
      description: flags.description,
      driver: 'static',
      isPublic: flags.public,
      scheduler: flags.scheduler,
      wsproxyAddr: flags['app-proxy'],
    }
    await this.change(flags, {
      ...{action: 'create', kind: 'resource-group', name: args.name, props},
      apply: (client, options) => client.admin.resourceGroups.create(args.name, props, options),
    })
  }
}
