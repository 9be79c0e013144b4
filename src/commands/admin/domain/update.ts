import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {activeFlag, changeFlags, someOf} from '../../../cli/admin/changes.js'
import {domainFlags, domainProps} from '../../../cli/admin/domain-flags.js'

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
    ...domainFlags,
    active: activeFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminDomainUpdate)
    const props = someOf({...domainProps(flags), isActive: flags.active})
    const client = await this.connect(flags)
    const was = await client.admin.domains.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'domain', name: args.name, props, was},
      apply: (_, options) => client.admin.domains.update(args.name, props, options),
    })
  }
}
