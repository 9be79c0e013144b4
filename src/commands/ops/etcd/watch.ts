import {Args, Flags} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {formatOf, outputFlags} from '../../../cli/flags.js'
import {etcdFlags} from '../../../cli/ops/backup-flags.js'
import {changes} from '../../../cli/ops/etcd-changes.js'
import {watchView} from '../../../cli/views/etcd.js'

export default class OpsEtcdWatch extends BackupCommand {
  static override summary = 'Tell each change of a key, or of all that begin with it, until Ctrl-C.'
  static override examples = [
    {description: 'Everything', command: '<%= config.bin %> ops etcd watch --prefix ""'},
    {
      description: 'One key, as JSON lines',
      command: '<%= config.bin %> ops etcd watch manager/status --output ndjson',
    },
  ]
  static override args = {key: Args.string({required: true, description: 'Key, or its beginning.'})}
  static override flags = {
    prefix: Flags.boolean({summary: 'All keys that begin with it.'}),
    ...etcdFlags,
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsEtcdWatch)
    const namespace = await this.openEtcd(flags)
    const rows = changes(namespace, {key: args.key, prefix: flags.prefix}, this.signal)
    // A table would wait for its last row: lines come as things happen.
    const isTable = formatOf(flags).kind === 'table'
    await this.untilInterrupted(
      this.renderList(rows, watchView, isTable ? {...flags, output: WATCH_LINE} : flags),
    )
  }
}

const WATCH_LINE = 'template={{type}} {{key}} {{value}}'
