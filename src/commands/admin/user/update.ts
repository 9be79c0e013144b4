import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, someOf} from '../../../cli/admin/changes.js'
import {projectIds} from '../../../cli/admin/members.js'
import {readSecret} from '../../../cli/admin/read-secret.js'

export default class AdminUserUpdate extends AdminCommand {
  static override summary = 'Change a user.'
  static override examples = [
    {
      description: 'Make an administrator',
      command: '<%= config.bin %> admin user update user2@local.bai --role admin --dry-run',
    },
    {
      description: 'Let in again',
      command: '<%= config.bin %> admin user update user2@local.bai --status active',
    },
  ]
  static override args = {email: Args.string({required: true, description: 'E-mail of the user.'})}
  static override flags = {
    ...changeFlags,
    username: Flags.string({summary: 'User name.'}),
    name: Flags.string({char: 'N', summary: 'Full name.'}),
    description: Flags.string({summary: 'Remark.'}),
    role: Flags.option({
      options: ['user', 'admin', 'superadmin', 'monitor'] as const,
      summary: 'What the user may do.',
    })(),
    status: Flags.option({
      options: ['active', 'inactive', 'deleted', 'before-verification'] as const,
      summary: 'Whether the user may log in.',
    })(),
    domain: Flags.string({summary: 'Domain of the user.'}),
    project: Flags.string({
      char: 'G',
      summary: 'Projects the user belongs to, all of them (repeatable).',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'resource-policy': Flags.string({summary: 'Name of the user policy.'}),
    'password-stdin': Flags.boolean({summary: 'Read a new password from standard input.'}),
  }

  async run(): Promise<void> {
    const {
      args,
      flags: {project, ...flags},
    } = await this.parse(AdminUserUpdate)
    const client = await this.connect(flags)
    const props = someOf({
      username: flags.username,
      password: flags['password-stdin'] ? await readSecret() : undefined,
      fullName: flags.name,
      description: flags.description,
      role: flags.role,
      status: flags.status,
      domainName: flags.domain,
      groupIds: await projectIds(client, project, this.signal),
      resourcePolicy: flags['resource-policy'],
    })
    const was = await client.admin.users.get(args.email, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'user', name: args.email, props, was, secret: ['password']},
      apply: (_, options) => client.admin.users.update(args.email, props, options),
    })
  }
}
