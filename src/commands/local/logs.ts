import {Flags} from '@oclif/core'
import {LocalCommand} from '../../cli/local-command.js'
import {clusterLogs} from '../../local/index.js'

export default class LocalLogs extends LocalCommand<void> {
  static override summary = "Print the local cluster's own log."
  static override examples = [
    {description: 'All of it', command: '<%= config.bin %> local logs'},
    {description: 'The end, and what follows', command: '<%= config.bin %> local logs --tail 20 --follow'},
  ]
  static override flags = {
    follow: Flags.boolean({char: 'f', summary: 'Go on printing.'}),
    tail: Flags.integer({summary: 'Only the last lines.', min: 0, helpValue: 'N'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(LocalLogs)
    const {folder, signal} = this
    const {follow, tail} = flags
    const print = async (): Promise<void> => {
      for await (const line of clusterLogs({folder, signal, follow, tail})) process.stdout.write(`${line}\n`)
    }
    await this.untilInterrupted(print())
  }
}
