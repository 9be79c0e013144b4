import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {domainFlags, domainProps} from '../../../cli/admin/domain-flags.js'

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
    ...domainFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminDomainCreate)
    const props = domainProps(flags)
    await this.change(flags, {
      ...{action: 'create', kind: 'domain', name: args.name, props},
      apply: (client, options) => client.admin.domains.create(args.name, props, options),
    })
  }
}
