import {Args, Flags} from '@oclif/core'
import {AdminCommand} from '../../../cli/admin/admin-command.js'
import {changeFlags} from '../../../cli/admin/changes.js'
import {readSecret} from '../../../cli/admin/read-secret.js'

export default class AdminRegistryCreate extends AdminCommand {
  static override summary = 'Add an image registry.'
  static override description =
    'Look for its images then with `admin image rescan NAME`, and allow it for a domain with `admin domain update`.'
  static override examples = [
    {
      description: 'A Docker registry',
      command:
        '<%= config.bin %> admin registry create cr.example.com --url https://cr.example.com --repository stable',
    },
    {
      description: 'With a password',
      command:
        '<%= config.bin %> admin registry create cr.example.com --url https://cr.example.com --username bot --password-stdin < password.txt',
    },
  ]
  static override args = {
    name: Args.string({required: true, description: 'Its name: what stands first in image references.'}),
  }
  static override flags = {
    ...changeFlags,
    url: Flags.string({summary: 'Address.', required: true}),
    type: Flags.string({summary: 'docker, harbor2, github, gitlab, ecr, local, ….', default: 'docker'}),
    repository: Flags.string({summary: 'Project or path of its images there.'}),
    username: Flags.string({summary: 'User name there.'}),
    'password-stdin': Flags.boolean({summary: 'Read the password from standard input.'}),
    verify: Flags.boolean({summary: 'Verify its certificate (--no-verify: not).', allowNo: true}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdminRegistryCreate)
    const props = {
      url: flags.url,
      type: flags.type,
      project: flags.repository === undefined ? undefined : [flags.repository],
      username: flags.username,
      password: flags['password-stdin'] ? await readSecret() : undefined,
      sslVerify: flags.verify,
    }
    await this.change(flags, {
      ...{action: 'create', kind: 'registry', name: args.name, props, secret: ['password']},
      apply: (client, options) => client.admin.registries.create(args.name, props, options),
    })
  }
}
