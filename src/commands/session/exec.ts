import {Args, Flags} from '@oclif/core'
import {environmentOf, splitAtDashes} from '../../cli/command-words.js'
import {UsageError} from '../../cli/errors.js'
import {durationFlag} from '../../cli/flags.js'
import {PassThroughCommand} from '../../cli/pass-through-command.js'

export default class SessionExec extends PassThroughCommand<void> {
  static override summary = 'Run a command in a running session.'
  static override description = `What it writes comes as it writes it, byte for byte; its exit status is passed on.
Several words are one command, a single one is a line for the session's shell.
Exit status 124: --timeout passed. 125: the command could not be run, or was lost.`
  static override aliases = ['exec']
  static override examples = [
    {description: 'One command', command: '<%= config.bin %> session exec train-1 -- python --version'},
    {
      description: 'A shell line, in a folder, a minute at most',
      command: "<%= config.bin %> session exec train-1 --cwd /tmp --timeout 1m -- 'ls | wc -l'",
    },
    {
      description: 'With standard input and a variable',
      command: '<%= config.bin %> session exec train-1 --stdin --env MODE=fast -- cat < data.csv',
    },
  ]
  static override usage = 'session exec REF [FLAGS] -- COMMAND…'
  static override args = {
    ref: Args.string({required: true, description: 'Session: name, id, beginning of either, or @last.'}),
  }
  static override flags = {
    env: Flags.string({
      char: 'e',
      summary: 'Environment variable; KEY alone takes it from here.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KEY=VALUE',
    }),
    cwd: Flags.string({char: 'C', summary: 'Folder to start in.', helpValue: 'PATH'}),
    stdin: Flags.boolean({char: 'i', summary: 'Pass standard input on.'}),
    timeout: durationFlag({summary: 'Longest run time; then it is ended, exit 124.'}),
  }

  async run(): Promise<void> {
    const [before, words] = splitAtDashes(this.argv)
    const {args, flags} = await this.parse(SessionExec, before)
    if (words.length === 0) throw new UsageError('Write the command after --.')
    const client = await this.connect(flags)
    const session = await this.resolveOne(args.ref)
    const channel = await client.openChannel(session, {signal: this.signal})
    try {
      const {exitCode} = await channel.run(
        {words, cwd: flags.cwd, env: environmentOf(flags.env ?? [], process.env)},
        {
          stdin: flags.stdin ? process.stdin : undefined,
          stdout: process.stdout,
          stderr: process.stderr,
          signal: this.signal,
          timeoutMs: flags.timeout,
        },
      )
      process.exitCode = exitCode
    } finally {
      channel.close()
    }
  }
}
