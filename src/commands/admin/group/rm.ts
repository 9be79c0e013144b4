import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminGroupRm extends AdminCommand {
  static override summary = 'Switch a project off, or remove it for good.'
  static override examples = [
    {description: 'Switch it off', command: '<%= config.bin %> admin group rm vision --yes'},
    {description: 'Remove it for good', command: '<%= config.bin %> admin group rm vision --purge --yes'},
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the project.'})}
  static override flags = {
    ...dangerFlags,
    purge: Flags.boolean({summary: 'For good, with everything it has.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminGroupRm)
    await this.change(flags, {
      action: flags.purge ? 'purge' : 'remove',
      kind: 'group',
      name: args.name,
      question: `${flags.purge ? 'Remove for good' : 'Switch off'} the project ${args.name}`,
      apply: (client, options) =>
        flags.purge
          ? client.admin.projects.purge(args.name, undefined, options)
          : client.admin.projects.remove(args.name, options),
    })
  }
}
