import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, slotFlag, slotsOf} from '../../../cli/admin/changes.js'

export default class AdminDomainCreate extends AdminCommand {
  static override summary = 'Create a domain.'
  static override examples = [
    {
      description: 'With images of one registry',
      command: '<%= config.bin %> admin domain create lab --registry cr.example.com',
    },
    {description: 'Only show it', command: '<%= config.bin %> admin domain create lab --dry-run'},
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
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminDomainCreate)
    const props = {
      description: flags.description,
      totalResourceSlots: slotsOf(flags.slot),
      allowedDockerRegistries: flags.registry,
    }
    await this.change(flags, {
      ...{action: 'create', kind: 'domain', name: args.name, props},
      apply: (client, options) => client.admin.domains.create(args.name, props, options),
    })
  }
}
