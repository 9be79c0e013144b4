import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {dangerFlags} from '../../../cli/admin/changes.js'

export default class AdminUserRm extends AdminCommand {
  static override summary = 'Switch a user off, or remove one for good.'
  static override description = 'A user that is switched off keeps folders and history, and cannot log in.'
  static override examples = [
    {description: 'Switch off', command: '<%= config.bin %> admin user rm alice@example.org --yes'},
    {
      description: 'With all that the user has',
      command: '<%= config.bin %> admin user rm alice@example.org --purge --yes',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'E-mail of the user.'})}
  static override flags = {
    ...dangerFlags,
    purge: Flags.boolean({summary: 'For good, with everything it has.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminUserRm)
    await this.change(flags, {
      action: flags.purge ? 'purge' : 'remove',
      kind: 'user',
      name: args.name,
      question: `${flags.purge ? 'Remove for good' : 'Switch off'} the user ${args.name}`,
      apply: (client, options) =>
        flags.purge
          ? client.admin.users.purge(args.name, {purgeSharedVfolders: false}, options)
          : client.admin.users.remove(args.name, options),
    })
  }
}
