import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {createdKeyView} from '../../../cli/views/admin/accounts.js'

/** What managers give their own first keypairs. */
const RATE_LIMIT = 30_000

export default class AdminKeypairCreate extends AdminCommand {
  static override summary = 'Create a further keypair of a user.'
  static override description = 'Prints the secret key: this once, never again.'
  static override examples = [
    {description: 'With the usual policy', command: '<%= config.bin %> admin keypair create user@local.bai'},
    {
      description: 'For a robot that asks much',
      command: '<%= config.bin %> admin keypair create user@local.bai --rate-limit 100000 --dry-run',
    },
  ]
  static override args = {email: Args.string({required: true, description: 'E-mail of the user.'})}
  static override flags = {
    ...changeFlags,
    'resource-policy': Flags.string({summary: 'Name of its policy.', default: 'default'}),
    'rate-limit': Flags.integer({summary: 'Requests in 15 minutes.', min: 1, default: RATE_LIMIT}),
    admin: Flags.boolean({summary: 'Of an administrator.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminKeypairCreate)
    const {email} = args
    const props = {
      isActive: true,
      isAdmin: flags.admin,
      resourcePolicy: flags['resource-policy'],
      rateLimit: flags['rate-limit'],
    }
    await this.change(flags, {
      ...{action: 'create', kind: 'keypair', name: email, props},
      apply: async (client, options) => ({
        email,
        ...(await client.admin.keypairs.add(email, props, options)),
        password: null,
      }),
      result: createdKeyView,
    })
  }
}
