import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminDomainRm extends AdminCommand {
  static override summary = 'Switch a domain off, or remove it for good.'
  static override examples = [
    {description: 'Switch it off', command: '<%= config.bin %> admin domain rm lab --yes'},
    {description: 'Remove it for good', command: '<%= config.bin %> admin domain rm lab --purge --yes'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the domain.'})}
  static override flags = {
    ...dangerFlags,
    purge: Flags.boolean({summary: 'For good, with everything it has.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminDomainRm)
    await this.change(flags, {
      action: flags.purge ? 'purge' : 'remove',
      kind: 'domain',
      name: args.name,
      question: `${flags.purge ? 'Remove for good' : 'Switch off'} the domain ${args.name}`,
      apply: (client, options) =>
        flags.purge
          ? client.admin.domains.purge(args.name, undefined, options)
          : client.admin.domains.remove(args.name, options),
    })
  }
}
