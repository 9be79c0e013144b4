import {Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {listFlags} from '../../../cli/flags.js'
import {
  etcdFlags,
  keepFlags,
  postgresFlags,
  repositoryFlags,
  writingFlags,
} from '../../../cli/ops/backup-flags.js'
import {outcomeView, plannedView} from '../../../cli/views/backup.js'

export default class OpsBackupAll extends BackupCommand {
  static override summary = 'Save the databases and the etcd keys.'
  static override description = `Both are tried; when one fails the command fails. How each try ended stands in status.json of the folder. Not
included are configuration files, storage folders and images; Redis needs no backup.`
  static override examples = [
    {
      description: 'From cron or a systemd timer',
      command: '<%= config.bin %> ops backup all --dir /backup --compress --keep 14 --json || alert',
    },
    {
      description: 'See what would be run',
      command: '<%= config.bin %> ops backup all --dir /backup --dry-run',
    },
  ]
  static override flags = {
    ...repositoryFlags,
    ...writingFlags,
    ...keepFlags,
    ...postgresFlags,
    ...etcdFlags,
    'dry-run': Flags.boolean({summary: 'Print what would be run; change nothing.'}),
    ...listFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBackupAll)
    if (flags['dry-run']) {
      const {planBackups} = await import('../../../ops/index.js')
      const plan = await planBackups(await this.hosts(flags), ['db', 'etcd'], await this.backupOptions(flags))
      return this.renderList(plan, plannedView, {...flags, header: false})
    }
    const {outcomes, error} = await this.backup(['db', 'etcd'], flags)
    await this.renderList(outcomes, outcomeView, flags)
    if (error) throw error
  }
}
