import {Args, Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {formatOf, outputFlags} from '../../../cli/flags.js'
import {etcdFlags} from '../../../cli/ops/backup-flags.js'
import {valueView} from '../../../cli/views/etcd.js'

export default class OpsEtcdGet extends BackupCommand {
  static override summary = 'Print the value of a key, or a tree of keys as nested JSON.'
  static override description = `Keys are relative to the manager's namespace. With --prefix the output is what "backend.ai mgr etcd get --prefix"
prints; as there, a prefix is plain text: "config/redis" also finds "config/redis2", "config/redis/" does not. A key
that is not there is status 5.`
  static override examples = [
    {description: 'One value', command: '<%= config.bin %> ops etcd get config/redis/addr'},
    {
      description: 'Everything, for put-json',
      command: '<%= config.bin %> ops etcd get --prefix "" > etcd_backup.json',
    },
  ]
  static override args = {key: Args.string({required: true, description: 'Key, or its beginning.'})}
  static override flags = {
    prefix: Flags.boolean({summary: 'All keys that begin with it.'}),
    ...etcdFlags,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsEtcdGet)
    const {getKey, getTree} = await import('../../../ops/index.js')
    const namespace = await this.openEtcd(flags)
    if (flags.prefix) {
      const {text, binary} = await getTree(namespace, args.key, {signal: this.signal})
      if (binary > 0) this.note(`Warning: ${binary} keys are no text and left out; a backup has them.`)
      return this.write(text)
    }
    const value = await getKey(namespace, args.key)
    if (formatOf(flags).kind === 'table') return this.write([value])
    await this.renderOne({key: args.key, value: value.toString('utf8')}, valueView, flags)
  }
}
