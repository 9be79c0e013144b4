import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, slotFlag, slotsOf} from '../../../cli/admin/changes.js'

export default class AdminGroupCreate extends AdminCommand {
  static override summary = 'Create a project.'
  static override examples = [
    {
      description: 'With a limit',
      command:
        '<%= config.bin %> admin group create vision --description Robots --slot cpu=64 --slot cuda.shares=4',
    },
    {description: 'Only show it', command: '<%= config.bin %> admin group create vision --dry-run'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the project.'})}
  static override flags = {
    ...changeFlags,
    domain: Flags.string({summary: 'Domain it belongs to.', default: 'default'}),
    description: Flags.string({summary: 'What it is for.'}),
    slot: slotFlag('Limit of all its sessions together.'),
    'resource-policy': Flags.string({summary: 'Name of its project policy.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminGroupCreate)
    const props = {
      domainName: flags.domain,
      description: flags.description,
      totalResourceSlots: slotsOf(flags.slot),
      resourcePolicy: flags['resource-policy'],
    }
    await this.change(flags, {
      ...{action: 'create', kind: 'group', name: args.name, props},
      apply: (client, options) => client.admin.projects.create(args.name, props, options),
    })
  }
}
