import {Args, Flags} from '@oclif/core'
import {environmentOf, splitAtDashes} from '../../cli/command-words.js'
import {UsageError} from '../../cli/errors.js'
import {durationFlag} from '../../cli/flags.js'
import {executionView} from '../../cli/views/execution.js'
import {channelOptions, viaFlag} from '../../cli/session/via-flag.js'
import {execInSessions, type Executed} from '../../cli/session/exec-sessions.js'
import {PassThroughCommand} from '../../cli/pass-through-command.js'

export default class SessionExec extends PassThroughCommand<void> {
  static override summary = 'Run a command in a running session.'
  static override description = `What it writes comes as it writes it, byte for byte; its exit status is passed on.
Several words are one command, a single one is a line for the session's shell.
With --all, in each member of an array or of what @last or - stands for; each line says where it is from, and the
exit status is that of the first member, in their order, whose command did not end with 0.
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
    {
      description: 'In all members of an array',
      command: '<%= config.bin %> session exec @train --all -- nvidia-smi -L',
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
    all: Flags.boolean({summary: 'In all sessions that REF stands for.', exclusive: ['stdin']}),
    jobs: Flags.integer({
      char: 'j',
      summary: 'With --all: sessions at a time; 8.',
      min: 1,
      max: 64,
      dependsOn: ['all'],
    }),
    ...viaFlag,
    json: Flags.boolean({
      summary: 'Print one document at the end: exit code and both channels as text.',
      helpGroup: 'OUTPUT',
    }),
  }

  async run(): Promise<void> {
    const [before, words] = splitAtDashes(this.argv)
    const {args, flags} = await this.parse(SessionExec, before)
    if (words.length === 0) throw new UsageError('Write the command after --.')
    const client = await this.connect(flags)
    const sessions = flags.all ? await this.resolveAll([args.ref]) : [await this.resolveOne(args.ref)]
    const {stdout, stderr} = process
    const executed = await execInSessions(
      client,
      {
        sessions,
        command: {words, cwd: flags.cwd, env: environmentOf(flags.env ?? [], process.env)},
        stdin: flags.stdin ? process.stdin : undefined,
        timeoutMs: flags.timeout,
        jobs: flags.jobs ?? 8,
        signal: this.signal,
        channel: channelOptions(flags.via, this.debugNote),
      },
      flags.json ? {kind: 'keep'} : {kind: flags.all ? 'pass-named' : 'pass', stdout, stderr},
    )
    if (flags.json) await this.#show(executed, flags.all)
    else this.#tell(executed, flags.all)
    process.exitCode = executed.find(({row}) => row.exitCode !== 0)?.row.exitCode ?? 0
  }

  /** A single session's failure is an error as any other; a deadline is a result, with what was written until then. */
  async #show(executed: readonly Executed[], all: boolean): Promise<void> {
    const [first] = executed
    if (all)
      return this.renderList(
        executed.map(({row}) => row),
        executionView,
        {json: true},
      )
    if (first && first.failure && !first.row.timedOut) throw first.failure
    if (first) await this.renderOne(first.row, executionView, {json: true})
  }

  #tell(executed: readonly Executed[], all: boolean): void {
    for (const {row, failure} of executed) {
      if (!failure) continue
      if (!all) throw failure
      this.note(`[${row.session}] Error: ${failure.message}`)
    }
  }
}
