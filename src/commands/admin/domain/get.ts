import {Args} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {domainView} from '../../../cli/views/admin/accounts.js'

export default class AdminDomainGet extends AdminCommand {
  static override summary = 'Show a domain.'
  static override examples = [
    {description: 'By name', command: '<%= config.bin %> admin domain get default'},
    {description: 'For scripts', command: '<%= config.bin %> admin domain get default --output json'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the domain.'})}
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminDomainGet)
    await this.showOne(flags, domainView, (client, options) => client.admin.domains.get(args.name, options))
  }
}
