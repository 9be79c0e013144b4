import {Flags} from '@oclif/core'
import {LocalCommand} from '../../cli/local-command.js'
import {clusterStatus, downCluster} from '../../local/index.js'

export default class LocalDown extends LocalCommand<void> {
  static override summary = 'Stop the local cluster and end its sessions.'
  static override description =
    'Its state is kept: "bai local up" goes on with it. "bai local reset" removes it.'
  static override examples = [
    {description: 'Stop it', command: '<%= config.bin %> local down'},
    {
      description: 'Stop it and start it anew',
      command: '<%= config.bin %> local down && <%= config.bin %> local up',
    },
  ]

  static override flags = {
    'dry-run': Flags.boolean({summary: 'Show what would be stopped; change nothing.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(LocalDown)
    if (flags['dry-run']) {
      const {status, pid} = await clusterStatus(this.folder)
      const runs = status === 'running' || status === 'unresponsive'
      this.note(
        runs
          ? `Would stop the local cluster (process ${pid ?? '?'}) and end its sessions.`
          : 'The local cluster does not run.',
      )
      return
    }
    const ran = await downCluster({folder: this.folder, signal: this.signal})
    this.note(
      ran ? 'The local cluster is stopped; its sessions have ended.' : 'The local cluster does not run.',
    )
  }
}
