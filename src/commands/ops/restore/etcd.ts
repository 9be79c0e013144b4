import {Args, Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {confirm} from '../../../cli/confirm.js'
import {listFlags} from '../../../cli/flags.js'
import {changeFlags, decryptionFlags, etcdFlags, repositoryFlags} from '../../../cli/ops/backup-flags.js'
import {changeView} from '../../../cli/views/etcd.js'
import {etcdRestoreView} from '../../../cli/views/restore.js'

export default class OpsRestoreEtcd extends BackupCommand {
  static override summary = "Put the manager's keys of a backup back into etcd."
  static override description = `BACKUP is an id, "latest", or a file that "backend.ai mgr etcd get --prefix ''" wrote. Only what differs is written; all
is read back and compared before --prune removes what the backup has not. Keys outside the namespace are never touched.
One that was interrupted is finished by running it again.`
  static override examples = [
    {
      description: 'What would change',
      command: '<%= config.bin %> ops restore etcd latest --dir /backup --prune --dry-run',
    },
    {
      description: "From a file of the manager's tool",
      command: '<%= config.bin %> ops restore etcd ./etcd_backup.json --yes',
    },
  ]
  static override args = {
    backup: Args.string({required: true, description: 'An id, "latest", or a JSON file.'}),
  }
  static override flags = {
    ...repositoryFlags,
    ...decryptionFlags,
    ...etcdFlags,
    prune: Flags.boolean({summary: 'Remove keys that the backup has not.'}),
    ...changeFlags,
    ...listFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsRestoreEtcd)
    const {decryptionOf, isFile, openRepository, prepareEtcdRestore, readEtcdSource, restoreEtcd} =
      await import('../../../ops/index.js')
    const {site} = await this.hosts(flags)
    const repository = (await isFile(args.backup)) ? undefined : openRepository(site, flags)
    const source = await readEtcdSource(args.backup, {
      ...(await decryptionOf(site, this.repositoryChoice(flags))),
      repository,
      signal: this.signal,
    })
    const namespace = await this.openEtcd(flags)
    const prepared = await prepareEtcdRestore(namespace, source, {prune: flags.prune, signal: this.signal})
    const {changedKeys} = prepared
    if (flags['dry-run']) return this.renderList(prepared.changes(), changeView, flags)
    if (changedKeys > 0) {
      const action = `Change ${changedKeys} keys below ${namespace.prefix} at ${namespace.client.endpoints.join(', ')}`
      await confirm({action, yes: flags.yes, signal: this.signal})
    }
    const result = await restoreEtcd(namespace, prepared, {
      repository,
      signal: this.signal,
      onProgress: (done, all) => this.progress.update(() => `${done} of ${all} keys`),
    })
    this.progress.clear()
    await this.renderOne(result, etcdRestoreView, flags)
  }
}
