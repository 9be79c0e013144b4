import {ApiCommand} from '../../cli/api-command.js'
import {durationFlag, listFlags} from '../../cli/flags.js'
import {queueStatsView} from '../../cli/views/queue.js'

const DAY_MS = 86_400_000

export default class QueueStats extends ApiCommand<void> {
  static override summary = 'Count queues and free capacity by resource group.'
  static override description = `MEDIAN and 95% tell how long sessions waited that were created in the last day
(or --since). Counts are of the sessions your account may see; free capacity is everybody's.`
  static override examples = [
    {description: 'Now, and the waits of the last day', command: '<%= config.bin %> queue stats'},
    {
      description: 'Waits of the last week, as CSV',
      command: '<%= config.bin %> queue stats --since 1w --output csv',
    },
  ]
  static override flags = {
    ...listFlags,
    since: durationFlag({summary: 'Waits of sessions created in this last time; 1d.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(QueueStats)
    const client = await this.connect(flags)
    const stats = await client.queue.stats({periodMs: flags.since ?? DAY_MS}, {signal: this.signal})
    await this.renderList(stats, queueStatsView, flags)
  }
}
