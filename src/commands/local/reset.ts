import {Flags} from '@oclif/core'
import {confirm} from '../../cli/confirm.js'
import {LocalCommand} from '../../cli/local-command.js'
import {resetCluster} from '../../local/index.js'

export default class LocalReset extends LocalCommand<void> {
  static override summary = 'Remove the local cluster with everything in it.'
  static override description = 'Stops it and removes its sessions, images, accounts and logs.'
  static override examples = [
    {description: 'Ask first', command: '<%= config.bin %> local reset'},
    {description: 'In a script', command: '<%= config.bin %> local reset --yes'},
  ]
  static override flags = {
    yes: Flags.boolean({char: 'y', summary: 'Do not ask.'}),
    'dry-run': Flags.boolean({summary: 'Show what would be removed; change nothing.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(LocalReset)
    const {folder, signal} = this
    if (flags['dry-run']) {
      this.note(`Would stop the local cluster and remove ${folder}.`)
      return
    }
    await confirm({action: 'Remove the local cluster and all its sessions', yes: flags.yes, signal})
    await resetCluster({folder, signal})
    this.note('The local cluster is gone.')
  }
}
