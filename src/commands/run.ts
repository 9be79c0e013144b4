import {mkdir, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {Args} from '@oclif/core'
import type {Interfaces} from '@oclif/core'
import {splitAtDashes} from '../cli/command-words.js'
import {UsageError} from '../cli/errors.js'
import {outputFlags} from '../cli/flags.js'
import {PassThroughCommand} from '../cli/pass-through-command.js'
import {channelOptions} from '../cli/session/via-flag.js'
import {planJobs, type PlannedJob} from '../cli/run/plan.js'
import {junitOf, rowsOf, summary} from '../cli/run/report.js'
import {runJobs, type FinishedJob} from '../cli/run/run-jobs.js'
import {quietFlag, runFlags, withKeepRule} from '../cli/run/flags.js'
import {planOwnSession} from '../cli/session/plan-own.js'
import {runPlanView} from '../cli/views/run-plan.js'
import {runView} from '../cli/views/run.js'
import {uniqueName} from '../sdk/index.js'

type RunFlags = Interfaces.InferredFlags<typeof Run.flags>

export default class Run extends PassThroughCommand<void> {
  static override summary = 'Run a command in a session of its own and remove the session.'
  static override description = `Creates a session, waits for it, uploads, runs the command with both channels streamed, downloads,
and removes the session, whatever happens on the way. The exit status is the command's;
124: a deadline passed. 125: the platform or bai failed. A matrix has the status of its first run that failed.`
  static override usage = 'run [IMAGE] [FLAGS] -- COMMAND…'
  static override examples = [
    {
      description: 'Tests on 0.4 of a GPU, with this folder, and the reports back',
      command:
        '<%= config.bin %> run --gpu 0.4 --upload . --download reports/ --queue-timeout 15m python -- sh test.sh',
    },
    {
      description: 'Six runs, four at a time, each with its own variables and its own folder below out/',
      command:
        '<%= config.bin %> run --gpu 0.2 --matrix lr=1e-3,1e-4 --matrix seed=1,2,3 --jobs 4 --upload train.sh --download out/ -- sh train.sh',
    },
    {
      description: 'For CI: a test report, and another try when the platform fails',
      command: '<%= config.bin %> run --junit ci.xml --retry 2 --timeout 30m -- python --version',
    },
  ]
  static override args = {
    image: Args.string({description: 'Image: reference, alias or short name (pytorch:1.9).'}),
  }
  static override flags = {...runFlags, ...outputFlags, quiet: quietFlag}

  async run(): Promise<void> {
    const [before, words] = splitAtDashes(this.argv)
    const {args, flags} = await this.parse(Run, withKeepRule(before))
    if (words.length === 0) throw new UsageError('Write the command after --.')
    const planned = await this.#plan(args.image, words, flags)
    if (flags['dry-run']) return this.renderList(planned, runPlanView, flags)
    if (flags.junit !== undefined) await mkdir(dirname(flags.junit), {recursive: true})

    const asData = flags.json || flags.output !== undefined
    const startedAt = new Date()
    const finished = await runJobs(await this.connect(), planned, {
      // Where the result is data, the commands' own words are remarks.
      stdout: asData ? process.stderr : process.stdout,
      stderr: process.stderr,
      jobs: flags.jobs ?? 4,
      signal: this.signal,
      note: (text) => (flags.quiet ? undefined : this.note(text)),
    })

    if (flags.junit !== undefined) await writeFile(flags.junit, junitOf('bai run', startedAt, finished))
    if (asData) await this.renderList(rowsOf(finished), runView, {...flags, quiet: false})
    else if (planned.length > 1 && !flags.quiet) for (const line of summary(finished)) this.note(line)
    this.#end(finished)
  }

  async #plan(image: string | undefined, words: readonly string[], flags: RunFlags): Promise<PlannedJob[]> {
    const client = await this.connect(flags)
    const {settings} = await this.settings()
    const {spec, notes} = await planOwnSession(client, {
      flags: {...flags, name: uniqueName(flags.name ?? 'run')},
      image,
      defaults: settings,
      env: process.env,
      signal: this.signal,
    })
    if (!flags.quiet) for (const note of notes) this.note(note)
    return planJobs(spec, {words, channel: channelOptions(flags.via, this.debugNote)}, flags)
  }

  /** The status of the whole is that of the first run that did not pass. */
  #end(finished: readonly FinishedJob[]): void {
    this.signal.throwIfAborted()
    const bad = finished.find(({result}) => result.outcome !== 'passed')?.result
    if (bad?.error) throw bad.error
    process.exitCode = bad?.exitCode ?? 0
  }
}
