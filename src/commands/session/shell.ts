import {Args} from '@oclif/core'
import {PassThroughCommand} from '../../cli/pass-through-command.js'
import {showShell} from '../../cli/session/terminal.js'

export default class SessionShell extends PassThroughCommand<void> {
  static override summary = 'Open a shell in a running session.'
  static override description = `A terminal of its own, as with ssh: it follows the size of this one, and Ctrl-C goes to what runs
in it. Its exit status is passed on; 125 is a failure of bai or the platform.`
  static override aliases = ['ssh', 'session:ssh']
  static override examples = [
    {description: 'A shell', command: '<%= config.bin %> session shell train-1'},
    {description: 'In what the last create made', command: '<%= config.bin %> session shell @last'},
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionShell)
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref)
    const channel = await client.openChannel(session, {signal: this.signal})
    try {
      const {stdin, stdout, env} = process
      const screen = {stdin, stdout, kind: env['TERM'] ?? 'xterm', signal: this.signal}
      process.exitCode = await showShell(channel, screen)
    } finally {
      channel.close()
    }
  }
}
