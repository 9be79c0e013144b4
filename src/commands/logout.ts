import {Flags} from '@oclif/core'
import {ConfigCommand} from '../cli/config-command.js'
import {dryRunFlag} from '../cli/config/flags.js'
import {outputFlags} from '../cli/flags.js'
import type {LogoutReport} from '../cli/config/login/log-out.js'
import {logoutView} from '../cli/views/profile.js'

export default class Logout extends ConfigCommand<LogoutReport> {
  static override summary = 'Log out and remove the credentials from the profile.'
  static override description =
    'A login at a webserver is ended there too. The profile stays, without its secrets; `bai profile rm` removes it.'
  static override examples = [
    {description: 'The current profile', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'Another one', command: '<%= config.bin %> <%= command.id %> --profile lab'},
  ]
  static override flags = {
    profile: Flags.string({summary: 'Profile to log out of; the current one when absent.'}),
    'dry-run': dryRunFlag,
    ...outputFlags,
  }

  async run(): Promise<LogoutReport> {
    const {flags} = await this.parse(Logout)
    const {logOut, planLogout} = await import('../cli/config/login/log-out.js')
    const job = {
      inputs: await this.inputs({}, flags.profile),
      store: this.profiles,
      version: this.config.version,
      signal: this.signal,
      debug: this.debugging,
      note: (text: string) => this.note(text),
    }
    const report = flags['dry-run'] ? planLogout(job) : await logOut(job)
    if (flags['dry-run']) this.note('Dry run: nothing was sent or written.')
    await this.renderOne(report, logoutView, flags)
    return report
  }
}
