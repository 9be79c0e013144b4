import {Args, Flags} from '@oclif/core'
import {randomBytes} from 'node:crypto'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {projectIds} from '../../../cli/admin/members.js'
import {readSecret} from '../../../cli/admin/read-secret.js'
import {createdKeyView} from '../../../cli/views/admin/accounts.js'

export default class AdminUserCreate extends AdminCommand {
  static override summary = 'Create a user with a first keypair.'
  static override description = `Prints the secret key, and the password unless it was given: this once, never again.
The user has to choose another password at the first login.`
  static override examples = [
    {
      description: 'In a project',
      command: '<%= config.bin %> admin user create alice@example.org --project default',
    },
    {
      description: 'With a password of your choice',
      command: '<%= config.bin %> admin user create bob@example.org --password-stdin < password.txt',
    },
  ]
  static override args = {email: Args.string({required: true, description: 'E-mail of the user.'})}
  static override flags = {
    ...changeFlags,
    username: Flags.string({summary: 'User name; the e-mail when left out.'}),
    name: Flags.string({char: 'N', summary: 'Full name.'}),
    role: Flags.option({
      options: ['user', 'admin', 'superadmin', 'monitor'] as const,
      summary: 'What the user may do.',
      default: 'user',
    })(),
    domain: Flags.string({summary: 'Domain of the user.', default: 'default'}),
    project: Flags.string({
      char: 'G',
      summary: 'Project the user belongs to (repeatable).',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'resource-policy': Flags.string({summary: 'Name of the user policy.'}),
    'password-stdin': Flags.boolean({summary: 'Read the password from standard input.'}),
  }

  async run(): Promise<void> {
    const {
      args,
      flags: {project, ...flags},
    } = await this.parse(AdminUserCreate)
    const {email} = args
    const client = await this.connect(flags)
    const made = flags['password-stdin'] ? null : randomBytes(12).toString('base64url')
    const props = {
      username: flags.username ?? email,
      password: made ?? (await readSecret()),
      domainName: flags.domain,
      fullName: flags.name,
      role: flags.role,
      resourcePolicy: flags['resource-policy'],
      groupIds: await projectIds(client, project, this.signal),
    }
    await this.change(flags, {
      ...{action: 'create', kind: 'user', name: email, props, secret: ['password']},
      apply: async (_, options) => {
        const key = await client.admin.users.add(email, props, options)
        if (key.accessKey === null) {
          this.note(
            `This manager does not tell the new key; \`bai admin keypair create ${email}\` makes one that is shown.`,
          )
        }
        return {email, ...key, password: made}
      },
      result: createdKeyView,
    })
  }
}
