import {outputFlags} from '../../cli/flags.js'
import {LocalCommand} from '../../cli/local-command.js'
import {localStatusView} from '../../cli/views/local.js'
import {clusterStatus, NotRunningError} from '../../local/index.js'

export default class LocalStatus extends LocalCommand<void> {
  static override summary = 'Tell whether the local cluster runs.'
  static override description = 'Exit status 0: it runs and answers. 5: it does not.'
  static override examples = [
    {description: 'For people', command: '<%= config.bin %> local status'},
    {description: 'For scripts', command: '<%= config.bin %> local status --output json'},
  ]
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(LocalStatus)
    const status = await clusterStatus(this.folder)
    await this.renderOne(status, localStatusView, flags)
    if (status.status === 'running') return
    throw new NotRunningError(
      status.status === 'unresponsive'
        ? 'The local cluster does not answer.'
        : 'The local cluster does not run.',
      [status.status === 'unresponsive' ? 'See `bai local logs`.' : 'Start it with `bai local up`.'],
    )
  }
}
