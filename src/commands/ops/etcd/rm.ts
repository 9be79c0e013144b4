import {Flags} from '@oclif/core'
import {confirm} from '../../../cli/confirm.js'
import {UsageError} from '../../../cli/errors.js'
import {EtcdEditCommand} from '../../../cli/etcd-edit-command.js'
import {listFlags} from '../../../cli/flags.js'
import {changeFlags, etcdFlags} from '../../../cli/ops/backup-flags.js'

export default class OpsEtcdRm extends EtcdEditCommand {
  static override summary = 'Remove keys of etcd.'
  static override description = `Named keys are removed without a question. --prefix removes all that begin with the text, and asks: a prefix is plain
text, "config/redis" also removes "config/redis2".`
  static override aliases = ['ops:etcd:delete']
  static override strict = false
  static override usage = 'ops etcd rm KEY… [FLAGS]'
  static override examples = [
    {description: 'One key', command: '<%= config.bin %> ops etcd rm config/watcher/token'},
    {
      description: 'A tree: see it, then do it',
      command: '<%= config.bin %> ops etcd rm --prefix config/plugins/scheduler/ --dry-run',
    },
  ]
  static override flags = {
    prefix: Flags.boolean({summary: 'All keys that begin with it.'}),
    ...changeFlags,
    ...etcdFlags,
    ...listFlags,
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(OpsEtcdRm)
    if (argv.length === 0) throw new UsageError('Name the keys to remove.')
    const {planRemove} = await import('../../../ops/index.js')
    const namespace = await this.openEtcd(flags)
    const plan = await planRemove(namespace, argv.map(String), {prefix: flags.prefix, signal: this.signal})
    if (flags.prefix && !flags['dry-run']) {
      const action = `Remove ${plan.changes.length} keys below ${namespace.prefix}, ${plan.changes[0]?.key ?? ''} first`
      await confirm({action, yes: flags.yes, signal: this.signal})
    }
    await this.edit(plan, flags)
  }
}
