import {Args, Flags} from '@oclif/core'
import {EtcdEditCommand} from '../../../cli/etcd-edit-command.js'
import {listFlags} from '../../../cli/flags.js'
import {etcdFlags} from '../../../cli/ops/backup-flags.js'

export default class OpsEtcdPut extends EtcdEditCommand {
  static override summary = 'Store one value under a key of etcd.'
  static override description = `The value is stored as it is given. "-" reads it from standard input: do so with secrets, for arguments can be read
by everybody on the machine.`
  static override examples = [
    {description: 'A setting', command: '<%= config.bin %> ops etcd put config/docker/image/auto_pull tag'},
    {
      description: 'A secret',
      command: '<%= config.bin %> ops etcd put config/redis/password - < password.txt',
    },
  ]
  static override args = {
    key: Args.string({required: true, description: 'Key.'}),
    value: Args.string({required: true, description: 'Value, or - for standard input.'}),
  }
  static override flags = {
    'dry-run': Flags.boolean({summary: 'Show the change; make none.'}),
    ...etcdFlags,
    ...listFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsEtcdPut)
    const {planPut} = await import('../../../ops/index.js')
    const value = args.value === '-' ? await this.readStdin() : Buffer.from(args.value)
    await this.edit(await planPut(await this.openEtcd(flags), args.key, value), flags)
  }
}
