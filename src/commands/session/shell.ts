import {Args, Flags} from '@oclif/core'
import type {ExitCode} from '../../cli/exit-codes.js'
import {PassThroughCommand} from '../../cli/pass-through-command.js'
import {channelOptions} from '../../cli/session/via-flag.js'
import {showShell} from '../../cli/session/terminal.js'

const CANNOT = 10

export default class SessionShell extends PassThroughCommand<void> {
  static override summary = 'Open a shell in a running session.'
  static override description = `A terminal of its own, as with ssh: it follows the size of this one, and Ctrl-C goes to what runs
in it. Its exit status is passed on; 125 is a failure of bai or the platform, 10: there is no way to a terminal.
A session without an ssh server is reached by a stream of the manager, which does not tell the exit status: 0.`
  static override aliases = ['ssh', 'session:ssh']
  static override examples = [
    {description: 'A shell', command: '<%= config.bin %> session shell train-1'},
    {description: 'In what the last create made', command: '<%= config.bin %> session shell @last'},
  ]
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }

  static override flags = {
    via: Flags.string({
      summary: 'The way: its ssh server, or a stream of the manager.',
      options: ['auto', 'ssh', 'pty'],
      default: 'auto',
      helpValue: 'WAY',
    }),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionShell)
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref)
    const channel = await client.openChannel(session, {
      ...channelOptions(flags.via === 'pty' ? 'api' : flags.via, this.debugNote),
      signal: this.signal,
    })
    try {
      const {stdin, stdout, env} = process
      const screen = {stdin, stdout, kind: env['TERM'] ?? 'xterm', signal: this.signal}
      process.exitCode = await showShell(channel, screen)
    } finally {
      channel.close()
    }
  }

  /** That there is no terminal to be had is no failure on the way. */
  protected override exitOf(exit: ExitCode): ExitCode {
    return exit === CANNOT ? exit : super.exitOf(exit)
  }
}
