import {Args, Flags} from '@oclif/core'
import {ConfigCommand} from '../cli/config-command.js'
import {
  dryRunFlag,
  installationFlags,
  installationSettings,
  type InstallationFlagValues,
} from '../cli/config/flags.js'
import type {AccountReport} from '../cli/config/account-report.js'
import type {PreparedLogin} from '../cli/config/login/prepare.js'
import type {LoginJob, LoginPlan} from '../cli/config/login/log-in.js'
import {outputFlags} from '../cli/flags.js'
import {askerFor, type Asker} from '../cli/prompt.js'
import {accountView} from '../cli/views/account.js'
import {loginPlanView} from '../cli/views/profile.js'

export default class Login extends ConfigCommand<AccountReport | LoginPlan> {
  static override summary = 'Log in to an installation and keep it as a profile.'
  static override description =
    'At a webserver with user name and password; at a manager with a keypair, or with e-mail address and password, ' +
    'which are traded for the keypair. Secrets are asked for, or read from standard input, never taken from the ' +
    'command line. They are verified, then kept in a file that only you can read.'
  static override examples = [
    {description: 'On a terminal', command: '<%= config.bin %> login https://manager.example.com'},
    {
      description: 'In a script, with a keypair',
      command:
        '<%= config.bin %> login https://manager.example.com --access-key AKIAEXAMPLE --secret-key-stdin < secret.txt',
    },
    {
      description: 'In a script, at a webserver',
      command:
        '<%= config.bin %> login https://webui.example.com --profile lab --username me@example.com --password-stdin < password.txt',
    },
  ]
  static override args = {endpoint: Args.string({description: 'Address of the manager or webserver.'})}
  static override flags = {
    profile: Flags.string({summary: 'Name of the profile to make or renew.'}),
    username: Flags.string({char: 'u', summary: 'E-mail address or user name.'}),
    'password-stdin': Flags.boolean({
      summary: 'Read the password from standard input.',
      exclusive: ['secret-key-stdin', 'access-key'],
    }),
    otp: Flags.string({summary: 'Current code of the second factor.'}),
    'access-key': Flags.string({summary: 'Access key of a keypair.', exclusive: ['username']}),
    'secret-key-stdin': Flags.boolean({
      summary: 'Read the secret key from standard input.',
      exclusive: ['username'],
    }),
    force: Flags.boolean({summary: "End the account's other logins where they are limited."}),
    ...installationFlags,
    'dry-run': dryRunFlag,
    ...outputFlags,
  }

  async run(): Promise<AccountReport | LoginPlan> {
    const {args, flags} = await this.parse(Login)
    const {stdin, stderr} = process
    const asker = askerFor({stdin, stderr, signal: this.signal})
    try {
      const [{logIn, planLogin}, job] = await Promise.all([
        import('../cli/config/login/log-in.js'),
        this.#job({...flags, endpoint: args.endpoint}, asker),
      ])
      if (flags['dry-run']) {
        const plan = await planLogin(job)
        await this.renderOne(plan, loginPlanView, flags)
        return plan
      }
      const report = await logIn(job)
      this.note(`Logged in. Profile "${job.profile.name}" is now the current one.`)
      if (job.overruling) {
        this.note(`${job.overruling} is set and wins over it: unset it, or name the profile with --profile.`)
      }
      await this.renderOne(report, accountView, flags)
      return report
    } finally {
      asker?.close()
    }
  }

  async #job(flags: LoginFlags, asker: Asker | undefined): Promise<LoginJob & PreparedLogin> {
    const {prepareLogin} = await import('../cli/config/login/prepare.js')
    const settings = installationSettings(flags)
    const job = await prepareLogin({
      endpoint: flags.endpoint,
      settings,
      inputs: (chosen) => this.inputs(chosen, flags.profile),
      asker,
    })
    return {
      ...job,
      flags: settings,
      given: {
        username: flags.username,
        accessKey: flags['access-key'],
        exported: job.exported,
        otp: flags.otp,
        passwordStdin: flags['password-stdin'],
        secretKeyStdin: flags['secret-key-stdin'],
        force: flags.force,
        env: process.env,
      },
      store: this.profiles,
      asker,
      stdin: process.stdin,
      signal: this.signal,
      version: this.config.version,
      cacheDir: this.directories.cache,
      debug: this.debugging,
      note: (text) => this.note(text),
    }
  }
}

interface LoginFlags extends InstallationFlagValues {
  endpoint: string | undefined
  profile: string | undefined
  username: string | undefined
  'access-key': string | undefined
  otp: string | undefined
  'password-stdin': boolean
  'secret-key-stdin': boolean
  force: boolean
}
