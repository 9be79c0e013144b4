import {Args, Flags} from '@oclif/core'
import {readFile} from 'node:fs/promises'
import {UsageError} from '../../../cli/errors.js'
import {EtcdEditCommand} from '../../../cli/etcd-edit-command.js'
import {listFlags} from '../../../cli/flags.js'
import {etcdFlags} from '../../../cli/ops/backup-flags.js'

export default class OpsEtcdPutJson extends EtcdEditCommand {
  static override summary = 'Store a nested JSON file below a key of etcd.'
  static override description = `Flattened as "backend.ai mgr etcd put-json" does, but of any number of keys: what differs is written in as many
transactions as it takes, and read back. Keys that are not in the file stay.`
  static override examples = [
    {
      description: 'What get --prefix "" has written',
      command: '<%= config.bin %> ops etcd put-json "" etcd_backup.json',
    },
    {
      description: 'See the changes first',
      command: '<%= config.bin %> ops etcd put-json config/plugins plugins.json --dry-run',
    },
  ]
  static override args = {
    key: Args.string({required: true, description: 'Key, or "" for the namespace itself.'}),
    file: Args.string({required: true, description: 'JSON file, or - for standard input.'}),
  }
  static override flags = {
    'dry-run': Flags.boolean({summary: 'Show the changes; make none.'}),
    ...etcdFlags,
    ...listFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(OpsEtcdPutJson)
    const {planPutJson} = await import('../../../ops/index.js')
    const text = args.file === '-' ? (await this.readStdin()).toString('utf8') : await textOf(args.file)
    const json = {key: args.key, text, file: args.file === '-' ? 'Standard input' : args.file}
    await this.edit(await planPutJson(await this.openEtcd(flags), json, {signal: this.signal}), flags)
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
