import {Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {CheckFailedError, UsageError} from '../../../cli/errors.js'
import {listFlags} from '../../../cli/flags.js'
import {
  decryptionFlags,
  etcdFlags,
  kindFlag,
  postgresFlags,
  repositoryFlags,
} from '../../../cli/ops/backup-flags.js'
import {verifyView} from '../../../cli/views/backup.js'

export default class OpsBackupVerify extends BackupCommand {
  static override summary = 'Read backups to their last byte.'
  static override description = `BACKUP is an id, "latest" (of each kind) or "all". Checksums, decoding, the dump's own end mark and the counts of
the manifest must be right; else the status is 11. --scratch also restores it, beside what is there, compares tables and
rows or all keys, and removes it again.`
  static override strict = false
  static override usage = 'ops backup verify BACKUP… [FLAGS]'
  static override examples = [
    {description: 'The newest ones', command: '<%= config.bin %> ops backup verify latest --dir /backup'},
    {
      description: 'Once a week: does it really restore?',
      command: '<%= config.bin %> ops backup verify latest --dir /backup --scratch',
    },
  ]
  static override flags = {
    ...repositoryFlags,
    ...decryptionFlags,
    ...postgresFlags,
    ...etcdFlags,
    kind: kindFlag(),
    scratch: Flags.boolean({summary: 'Restore it as well, on the side.'}),
    ...listFlags,
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(OpsBackupVerify)
    if (argv.length === 0) throw new UsageError('Name a backup, or say latest or all.')
    const {chooseBackups, decryptionOf, openRepository, verifyBackups} = await import('../../../ops/index.js')
    const hosts = await this.hosts(flags)
    const repository = openRepository(hosts.site, flags)
    const records = await chooseBackups(repository, argv.map(String), flags.kind)
    const {lines, error} = await verifyBackups(hosts, records, {
      ...(await decryptionOf(hosts.site, this.repositoryChoice(flags))),
      repository,
      postgres: this.postgresChoice(flags),
      etcd: this.etcdChoice(flags),
      scratch: flags.scratch,
      signal: this.signal,
      timeoutMs: flags.timeout,
      progress: (text) => this.progress.step(text),
    })
    await this.renderList(lines, verifyView, flags)
    const bad = lines.filter(({result}) => result !== 'good')
    if (lines.some(({result}) => result === 'damaged'))
      throw new CheckFailedError(`${bad.length} of ${lines.length} backups are not good.`)
    if (error) throw error
  }
}
