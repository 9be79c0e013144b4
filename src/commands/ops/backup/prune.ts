import {BackupCommand} from '../../../cli/backup-command.js'
import {confirm} from '../../../cli/confirm.js'
import {listFlags} from '../../../cli/flags.js'
import {changeFlags, keepFlags, keepRules, kindFlag, repositoryFlags} from '../../../cli/ops/backup-flags.js'
import {pruneView} from '../../../cli/views/backup.js'

export default class OpsBackupPrune extends BackupCommand {
  static override summary = 'Remove old backups by rules.'
  static override description = `All checksums are read first: only whole backups count, for each kind by itself. Damaged ones stay, and so does
the newest good one, whatever the rules say.`
  static override examples = [
    {
      description: 'What would go',
      command: '<%= config.bin %> ops backup prune --dir /backup --keep 14 --dry-run',
    },
    {
      description: 'A week of days and a month of weeks',
      command: '<%= config.bin %> ops backup prune --dir /backup --keep-daily 7 --keep-weekly 4 --yes',
    },
  ]
  static override flags = {
    ...repositoryFlags,
    ...keepFlags,
    kind: kindFlag(),
    ...changeFlags,
    ...listFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBackupPrune)
    const {keepRulesOf, openRepository, planPrune, removePruned} = await import('../../../ops/index.js')
    const {site} = await this.loadSite(flags)
    const repository = openRepository(site, flags)
    const plan = await planPrune(repository, {
      kinds: flags.kind ? [flags.kind] : ['db', 'etcd'],
      rules: keepRules(flags, keepRulesOf(site)),
      signal: this.signal,
      progress: (text) => this.progress.update(() => text),
    })
    this.progress.clear()
    const count = plan.filter(({action}) => action === 'remove').length
    if (!flags['dry-run'] && count > 0) {
      const action = `Remove ${count} of ${plan.length} backups in ${repository.dir}`
      await confirm({action, yes: flags.yes, signal: this.signal})
      await removePruned(repository, plan)
    }
    await this.renderList(plan, pruneView, flags)
  }
}
