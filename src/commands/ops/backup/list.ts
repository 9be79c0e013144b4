import {BackupCommand} from '../../../cli/backup-command.js'
import {durationFlag, listFlags} from '../../../cli/flags.js'
import {kindFlag, repositoryFlags} from '../../../cli/ops/backup-flags.js'
import {backupListView} from '../../../cli/views/backup.js'

export default class OpsBackupList extends BackupCommand {
  static override summary = 'List backups, newest first.'
  static override description = `Manifests and sizes are checked here; "ops backup verify" reads the files. With --max-age the status is 11 when the
last good backup of a kind is older, or missing.`
  static override examples = [
    {description: 'What there is', command: '<%= config.bin %> ops backup list --dir /backup'},
    {
      description: 'For monitoring',
      command: '<%= config.bin %> ops backup list --dir /backup --max-age 26h --json',
    },
  ]
  static override flags = {
    ...repositoryFlags,
    kind: kindFlag(),
    'max-age': durationFlag({summary: 'Fail when the last good one is older.'}),
    ...listFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBackupList)
    const {listBackups, openRepository, requireFresh} = await import('../../../ops/index.js')
    const {site} = await this.loadSite(flags)
    const repository = openRepository(site, flags)
    const lines = await listBackups(repository, flags.kind)
    await this.renderList(lines, backupListView, flags)
    const maxAgeMs = flags['max-age']
    if (maxAgeMs !== undefined) {
      await requireFresh(repository, lines, {maxAgeMs, kind: flags.kind, now: new Date()})
    }
  }
}
