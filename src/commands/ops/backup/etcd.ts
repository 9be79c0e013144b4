import {Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {etcdFlags, keepFlags, repositoryFlags, writingFlags} from '../../../cli/ops/backup-flags.js'
import {outcomeView, plannedView} from '../../../cli/views/backup.js'

export default class OpsBackupEtcd extends BackupCommand {
  static override summary = "Save the manager's keys of etcd, all at one revision."
  static override description = `etcd.json of the backup is what "backend.ai mgr etcd get --prefix ''" prints, and "put-json" reads it; what that
form cannot say (binary values, leases) stands beside it. No key at all is an error.`
  static override examples = [
    {description: 'Into /backup', command: '<%= config.bin %> ops backup etcd --dir /backup'},
    {
      description: 'Another endpoint and namespace',
      command:
        '<%= config.bin %> ops backup etcd --dir /backup --endpoint http://10.0.0.5:2379 --namespace prod',
    },
  ]
  static override flags = {
    ...repositoryFlags,
    ...writingFlags,
    ...keepFlags,
    ...etcdFlags,
    'dry-run': Flags.boolean({summary: 'Print what would be read; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBackupEtcd)
    if (flags['dry-run']) {
      const {planBackups} = await import('../../../ops/index.js')
      const plan = await planBackups(await this.hosts(flags), ['etcd'], await this.backupOptions(flags))
      return this.renderList(plan, plannedView, {...flags, header: false})
    }
    const {outcomes, error} = await this.backup(['etcd'], flags)
    if (error) throw error
    for (const outcome of outcomes) await this.renderOne(outcome, outcomeView, flags)
  }
}
