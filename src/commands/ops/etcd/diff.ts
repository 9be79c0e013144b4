import {Args, Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {CheckFailedError} from '../../../cli/errors.js'
import {listFlags} from '../../../cli/flags.js'
import {decryptionFlags, etcdFlags, repositoryFlags} from '../../../cli/ops/backup-flags.js'
import {changeView} from '../../../cli/views/etcd.js'

export default class OpsEtcdDiff extends BackupCommand {
  static override summary = 'Show how etcd differs from a backup: what was added, changed and removed since.'
  static override examples = [
    {description: 'Since the last backup', command: '<%= config.bin %> ops etcd diff latest --dir /backup'},
    {
      description: "Against a file of the manager's tool, for a script",
      command: '<%= config.bin %> ops etcd diff ./etcd_backup.json --exit-code',
    },
  ]
  static override args = {
    backup: Args.string({required: true, description: 'An id, "latest", or a JSON file.'}),
  }
  static override flags = {
    'exit-code': Flags.boolean({summary: 'End with 11 when anything differs.'}),
    ...repositoryFlags,
    ...decryptionFlags,
    ...etcdFlags,
    ...listFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsEtcdDiff)
    const {decryptionOf, diffWithSource, isFile, openRepository, readEtcdSource} =
      await import('../../../ops/index.js')
    const {site} = await this.hosts(flags)
    const source = await readEtcdSource(args.backup, {
      ...(await decryptionOf(site, this.repositoryChoice(flags))),
      repository: (await isFile(args.backup)) ? undefined : openRepository(site, flags),
      signal: this.signal,
    })
    const changes = await diffWithSource(await this.openEtcd(flags), source, {signal: this.signal})
    await this.renderList(changes, changeView, flags)
    if (flags['exit-code'] && changes.length > 0)
      throw new CheckFailedError(`${changes.length} keys differ from ${source.name}.`)
  }
}
