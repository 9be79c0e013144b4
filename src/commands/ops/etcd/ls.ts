import {Args} from '@oclif/core'
import {BackupCommand} from '../../../cli/backup-command.js'
import {listFlags} from '../../../cli/flags.js'
import {etcdFlags} from '../../../cli/ops/backup-flags.js'
import {keyView} from '../../../cli/views/etcd.js'

export default class OpsEtcdLs extends BackupCommand {
  static override summary = 'List keys of etcd with their values.'
  static override examples = [
    {description: 'All of the namespace', command: '<%= config.bin %> ops etcd ls'},
    {description: 'Names below config/', command: '<%= config.bin %> ops etcd ls config/ --quiet'},
  ]
  static override args = {prefix: Args.string({description: 'Only keys that begin with it.'})}
  static override flags = {...etcdFlags, ...listFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsEtcdLs)
    const {listKeys} = await import('../../../ops/index.js')
    const rows = await listKeys(await this.openEtcd(flags), args.prefix ?? '', {signal: this.signal})
    await this.renderList(rows, keyView, flags)
  }
}
