import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {listFlags, watchFlag} from '../../cli/flags.js'
import {queueView} from '../../cli/views/queue.js'

export default class QueueList extends ApiCommand<void> {
  static override summary = 'List the sessions that wait: place, need, reason.'
  static override description = `First comes the one that is next. Shows the sessions your account may see: your own,
an administrator's domain, or everybody's. \`bai session why\` tells more about one of them.`
  static override examples = [
    {description: 'Who waits for what', command: '<%= config.bin %> queue list'},
    {description: 'Again at every change', command: '<%= config.bin %> queue list --watch'},
    {description: 'For scripts', command: '<%= config.bin %> queue list --output json'},
  ]
  static override flags = {
    ...listFlags,
    'resource-group': Flags.string({char: 'R', summary: 'Only the queue of this resource group.'}),
    watch: watchFlag,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(QueueList)
    const client = await this.connect(flags)
    const query = {resourceGroup: flags['resource-group']}
    if (flags.watch) {
      return this.watchList((signal) => client.queue.list(query, {signal}), queueView, flags)
    }
    await this.renderList(await client.queue.list(query, {signal: this.signal}), queueView, flags)
  }
}
