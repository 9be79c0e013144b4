import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {activeFlag, changeFlags, slotFlag, slotsOf, someOf} from '../../../cli/admin/changes.js'

export default class AdminDomainUpdate extends AdminCommand {
  static override summary = 'Change a domain.'
  static override examples = [
    {
      description: 'Another limit',
      command: '<%= config.bin %> admin domain update default --slot cpu=128 --dry-run',
    },
    {description: 'Switch it off', command: '<%= config.bin %> admin domain update lab --no-active'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the domain.'})}
  static override flags = {
    ...changeFlags,
    description: Flags.string({summary: 'What it is for.'}),
    slot: slotFlag('Limit of all its sessions together.'),
    registry: Flags.string({
      summary: 'Image registry whose images may be started (all of them, repeatable).',
      multiple: true,
      multipleNonGreedy: true,
    }),
    active: activeFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminDomainUpdate)
    const props = someOf({
      description: flags.description,
      isActive: flags.active,
      totalResourceSlots: slotsOf(flags.slot),
      allowedDockerRegistries: flags.registry,
    })
    const client = await this.connect(flags)
    const was = await client.admin.domains.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'domain', name: args.name, props, was},
      apply: (_, options) => client.admin.domains.update(args.name, props, options),
    })
  }
}
