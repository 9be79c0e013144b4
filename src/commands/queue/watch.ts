import {ApiCommand} from '../../cli/api-command.js'
import {listFlags} from '../../cli/flags.js'
import {DepthHistory} from '../../cli/queue/depth.js'
import {queueDepthView} from '../../cli/views/queue.js'

export default class QueueWatch extends ApiCommand<void> {
  static override summary = 'Watch how long the queues are, with a plot.'
  static override description = `One line for each resource group, drawn again every second until Ctrl-C. In a pipe, one
line or record at each change. \`bai queue list --watch\` follows the sessions themselves.`
  static override examples = [
    {description: 'On a terminal', command: '<%= config.bin %> queue watch'},
    {description: 'A record at each change', command: '<%= config.bin %> queue watch --output ndjson'},
  ]
  static override flags = {...listFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(QueueWatch)
    const client = await this.connect(flags)
    const history = new DepthHistory()
    const look = async (signal: AbortSignal) => history.add(await client.queue.stats({periodMs: 0}, {signal}))
    await this.watchList(look, queueDepthView, flags)
  }
}
