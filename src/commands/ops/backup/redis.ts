import {BaseCommand} from '../../../cli/base-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {redisView} from '../../../cli/views/backup.js'

export default class OpsBackupRedis extends BaseCommand<void> {
  static override summary = 'Explain why Redis needs no backup.'
  static override examples = [
    {description: 'Read it', command: '<%= config.bin %> ops backup redis'},
    {description: 'For a script', command: '<%= config.bin %> ops backup redis --json'},
  ]
  static override flags = {...outputFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBackupRedis)
    const explanation =
      'Redis holds only caches of Backend.AI: login sessions, live statistics, heartbeats of agents. They fill again by ' +
      'themselves after a restart; users log in once more. Nothing was backed up, and nothing has to be.'
    await this.renderOne({service: 'redis', needed: false, explanation}, redisView, flags)
  }
}
