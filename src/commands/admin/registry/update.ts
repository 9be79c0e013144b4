import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags, someOf} from '../../../cli/admin/changes.js'
import {readSecret} from '../../../cli/admin/read-secret.js'

export default class AdminRegistryUpdate extends AdminCommand {
  static override summary = 'Change an image registry.'
  static override examples = [
    {
      description: 'Another address',
      command: '<%= config.bin %> admin registry update cr.example.com --url https://cr2.example.com',
    },
    {
      description: 'Only show it',
      command: '<%= config.bin %> admin registry update cr.example.com --no-verify --dry-run',
    },
  ]
  static override args = {name: Args.string({required: true, description: 'Name of the registry.'})}
  static override flags = {
    ...changeFlags,
    url: Flags.string({summary: 'Address.'}),
    type: Flags.string({summary: 'docker, harbor2, github, gitlab, ecr, local, ….'}),
    repository: Flags.string({summary: 'Project or path of its images there.'}),
    username: Flags.string({summary: 'User name there.'}),
    'password-stdin': Flags.boolean({summary: 'Read the password from standard input.'}),
    verify: Flags.boolean({summary: 'Verify its certificate (--no-verify: not).', allowNo: true}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminRegistryUpdate)
    const props = someOf({
      url: flags.url,
      type: flags.type,
      project: flags.repository === undefined ? undefined : [flags.repository],
      username: flags.username,
      password: flags['password-stdin'] ? await readSecret() : undefined,
      sslVerify: flags.verify,
    })
    const client = await this.connect(flags)
    const was = await client.admin.registries.get(args.name, {signal: this.signal})
    await this.change(flags, {
      ...{action: 'update', kind: 'registry', name: args.name, props, was, secret: ['password']},
      apply: (_, options) => client.admin.registries.update(args.name, props, options),
    })
  }
}
