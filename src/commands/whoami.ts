import {ApiCommand} from '../cli/api-command.js'
import type {AccountReport} from '../cli/config/account-report.js'
import {outputFlags} from '../cli/flags.js'
import {accountView} from '../cli/views/account.js'

export default class Whoami extends ApiCommand<AccountReport> {
  static override summary = 'Show who you are, and where.'
  static override description =
    'Asks the manager whose credentials these are. Exit status 6 when it refuses them, or when there are none.'
  static override examples = [
    {description: 'The account in use', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'For scripts', command: '<%= config.bin %> <%= command.id %> --profile lab --output json'},
  ]
  static override flags = {...outputFlags}

  async run(): Promise<AccountReport> {
    const {flags} = await this.parse(Whoami)
    const [client, resolved, {accountReport}] = await Promise.all([
      this.connect(flags),
      this.settings(flags),
      import('../cli/config/account-report.js'),
    ])
    const report = await accountReport(client, resolved, this.signal)
    await this.renderOne(report, accountView, flags)
    return report
  }
}
