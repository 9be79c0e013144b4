import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {activeFlag, changeFlags, slotFlag, slotsOf, someOf} from '../../../cli/admin/changes.js'
import {memberChange} from '../../../cli/admin/members.js'

export default class AdminGroupUpdate extends AdminCommand {
  static override summary = 'Change a project, or who belongs to it.'
  static override examples = [
    {
      description: 'Add two users',
      command: '<%= config.bin %> admin group update default --add user@local.bai --add user2@local.bai',
    },
    {
      description: 'Another limit',
      command: '<%= config.bin %> admin group update default --slot cpu=128 --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the project.'})}
  static override flags = {
    ...changeFlags,
    description: Flags.string({summary: 'What it is for.'}),
    slot: slotFlag('Limit of all its sessions together.'),
    'resource-policy': Flags.string({summary: 'Name of its project policy.'}),
    active: activeFlag,
    add: Flags.string({
      summary: 'User who belongs to it from now on (repeatable).',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'EMAIL',
    }),
    remove: Flags.string({
      summary: 'User who belongs to it no longer (repeatable).',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'EMAIL',
      exclusive: ['add'],
    }),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminGroupUpdate)
    const client = await this.connect(flags)
    const props = someOf({
      description: flags.description,
      totalResourceSlots: slotsOf(flags.slot),
      resourcePolicy: flags['resource-policy'],
      isActive: flags.active,
      ...(await memberChange(client, flags, this.signal)),
    })
    const was = await client.admin.projects.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'group', name: args.name, props, was},
      apply: (_, options) => client.admin.projects.update(args.name, props, options),
    })
  }
}
