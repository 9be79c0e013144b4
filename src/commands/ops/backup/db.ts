import {Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {outputFlags} from '../../../cli/flags.js'
import {keepFlags, postgresFlags, repositoryFlags, writingFlags} from '../../../cli/ops/backup-flags.js'
import {outcomeView, plannedView} from '../../../cli/views/backup.js'

export default class OpsBackupDb extends BackupCommand {
  static override summary = 'Save all databases and roles of PostgreSQL.'
  static override description = `Runs pg_dumpall where the database is, in its container or over TCP, and streams it here. It is read while it
is written: a dump that is not whole is no backup. The format "custom" dumps each database by itself, several at a time.`
  static override examples = [
    {
      description: 'Into /backup, keeping the last two weeks',
      command: '<%= config.bin %> ops backup db --dir /backup --keep 14',
    },
    {
      description: 'A large installation, encrypted with the passphrase in BAI_BACKUP_PASSPHRASE',
      command: '<%= config.bin %> ops backup db --dir /backup --jobs 4 --encrypt',
    },
  ]
  static override flags = {
    ...repositoryFlags,
    ...writingFlags,
    ...keepFlags,
    ...postgresFlags,
    database: Flags.string({
      summary: "The manager's database, which must be in it.",
      helpValue: 'NAME',
      helpGroup: 'DATABASE',
    }),
    format: Flags.option({
      summary: 'One dump of all (plain), or one a database (custom).',
      options: ['plain', 'custom'] as const,
      helpGroup: 'DATABASE',
    })(),
    jobs: Flags.integer({
      char: 'j',
      summary: 'Databases at a time; implies the custom format.',
      min: 1,
      max: 64,
      helpValue: 'N',
      helpGroup: 'DATABASE',
    }),
    'dry-run': Flags.boolean({summary: 'Print what would be run; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(OpsBackupDb)
    if (flags['dry-run']) {
      const {planBackups} = await import('../../../ops/index.js')
      const plan = await planBackups(await this.hosts(flags), ['db'], await this.backupOptions(flags))
      return this.renderList(plan, plannedView, {...flags, header: false})
    }
    const {outcomes, error} = await this.backup(['db'], flags)
    if (error) throw error
    for (const outcome of outcomes) await this.renderOne(outcome, outcomeView, flags)
  }
}
