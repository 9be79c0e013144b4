import {Args} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {forward} from '../../cli/session/forward.js'

export default class SessionPortForward extends ApiCommand<void> {
  static override summary = 'Lead a port of this machine to an application or a port of a session.'
  static override description = 'Listens on 127.0.0.1 until Ctrl-C; the address is printed when it does.'
  static override examples = [
    {description: 'An application', command: '<%= config.bin %> session port-forward train-1 jupyter'},
    {
      description: 'A port, from a chosen one here',
      command: '<%= config.bin %> session port-forward train-1 8000 9000',
    },
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
    app: Args.string({
      required: true,
      description: 'Application (`bai session app REF` lists them) or port number.',
    }),
    local: Args.integer({description: 'Port here; any free one without.', min: 0, max: 65_535, default: 0}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionPortForward)
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref)
    await this.untilInterrupted(
      forward(client, session, {
        ...{to: args.app, port: args.local, signal: this.signal},
        note: (text) => this.note(text),
        onReady: (port) => process.stdout.write(`127.0.0.1:${port}\n`),
      }),
    )
  }
}
