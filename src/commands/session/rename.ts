import {Args} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {outputFlags} from '../../cli/flags.js'
import {renameView} from '../../cli/views/action.js'
import {InvalidValueError, SESSION_NAME} from '../../sdk/index.js'
import {Flags} from '@oclif/core'

export default class SessionRename extends ApiCommand<void> {
  static override summary = 'Rename a running session.'
  static override examples = [
    {description: 'Give it a better name', command: '<%= config.bin %> session rename bai-x7k2q train-a'},
    {
      description: 'Only show what would happen',
      command: '<%= config.bin %> session rename bai-x7k2q train-a --dry-run',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
    name: Args.string({required: true, description: 'The new name.'}),
  }
  static override flags = {
    'dry-run': Flags.boolean({summary: 'Show what would happen; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionRename)
    if (!SESSION_NAME.test(args.name)) {
      throw new InvalidValueError(args.name, 'a session name: 4 to 64 letters, digits, "_", "-" or "."')
    }
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref)
    if (!flags['dry-run']) await client.sessions.rename(session.id, args.name, {signal: this.signal})
    const row = {id: session.id, name: args.name, oldName: session.name, renamed: !flags['dry-run']}
    await this.renderList([row], renameView, flags)
  }
}
