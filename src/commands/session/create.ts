import {Args, Flags} from '@oclif/core'
import {quote} from 'shell-quote'
import {ApiCommand} from '../../cli/api-command.js'
import type {LastCreated} from '../../cli/config/last-created.js'
import {durationFlag, outputFlags, renderOptions} from '../../cli/flags.js'
import {splitAtDashes} from '../../cli/command-words.js'
import {readKeys} from '../../cli/output/read-keys.js'
import {parseArrayMembers} from '../../cli/session/array-members.js'
import {sessionFlags} from '../../cli/session/create-flags.js'
import {createRequest} from '../../cli/session/create-request.js'
import {runCreate} from '../../cli/session/create-run.js'
import {wantedSession} from '../../cli/session/wanted.js'
import {planView} from '../../cli/views/plan.js'
import {sessionCreateView, type SessionRow} from '../../cli/views/session.js'
import type {BackendAI, SessionRequest} from '../../sdk/index.js'

export default class SessionCreate extends ApiCommand<void> {
  static override summary = 'Start one or several sessions.'
  static override description = `Returns when the sessions are in the queue; --wait waits until they run.
Without IMAGE the newest one that fits is taken, and named. Words after -- make a batch session
that runs them: several words are one command, a single one is a shell line.`
  static override aliases = ['start', 'session:start']
  static override examples = [
    {
      description: 'Three sessions with 0.4 GPU each',
      command: '<%= config.bin %> session create --gpu 0.4 --count 3',
    },
    {
      description: 'Wait until it runs, two minutes at most',
      command: '<%= config.bin %> session create python --name train-a --wait --timeout 2m',
    },
    {
      description: 'A batch job',
      command: '<%= config.bin %> session create python --name job-1 -- echo hello',
    },
    {
      description: 'What would be asked of the manager',
      command: '<%= config.bin %> session create --gpu 0.4 --count 3 --dry-run',
    },
  ]
  static override args = {
    image: Args.string({description: 'Image: reference, alias or short name (pytorch:1.9).'}),
  }
  static override flags = {
    ...sessionFlags,
    name: Flags.string({char: 'N', summary: 'Name; members of --count are NAME-1, NAME-2, …'}),
    count: Flags.integer({char: 'n', summary: 'How many.', min: 1, helpValue: 'N'}),
    array: Flags.string({
      summary: 'NAME-0 to NAME-9, 3 at a time; BAI_ARRAY_INDEX.',
      helpValue: '0-9%3',
      exclusive: ['count'],
    }),
    batch: Flags.boolean({char: 'b', summary: 'Batch session: ends with its command.'}),
    at: Flags.string({summary: 'Not before: 2026-12-24T18:30, +30m (batch).', helpValue: 'TIME'}),
    after: Flags.string({
      summary: 'Only after these sessions succeeded.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ok:REF',
    }),
    file: Flags.string({char: 'f', summary: 'Read flags from a YAML file (- is stdin).'}),
    template: Flags.string({
      summary: 'Template that gives what flags do not say.',
      helpValue: 'REF',
      exclusive: ['preopen', 'agent'],
    }),
    reuse: Flags.boolean({summary: 'Take a live session of that name.'}),
    wait: Flags.boolean({char: 'W', summary: 'Wait until all of them run.'}),
    timeout: durationFlag({summary: 'Longest wait; then exit 3.', dependsOn: ['wait']}),
    atomic: Flags.boolean({summary: 'All or none: remove the others when one fails.'}),
    jobs: Flags.integer({
      char: 'j',
      summary: 'Requests at a time; 1, or 4 from 9 sessions on.',
      min: 1,
      max: 64,
    }),
    'dry-run': Flags.boolean({summary: 'Show what would be asked; create nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const [words, command] = splitAtDashes(this.argv)
    const {args, flags} = await this.parse(SessionCreate, words)
    const note = (text: string): void => this.note(text)
    const connect = (): Promise<BackendAI> => this.connect(flags)
    const {wanted, template} = await wantedSession(flags, {connect, signal: this.signal, note})
    const client = await connect()
    const {settings} = await this.settings()
    const request: SessionRequest = createRequest(wanted, {
      image: args.image ?? wanted.image,
      command: command.length > 0 ? command : (wanted.command ?? []),
      dependencies: await this.#dependencies(flags.after ?? []),
      template,
      defaults: settings,
      env: process.env,
      quote: (list) => quote([...list]),
    })
    const plan = await client.plan(request, {signal: this.signal})
    if (!flags.quiet) plan.notes.forEach(note)
    if (flags['dry-run']) return this.renderList(plan.specs, planView, flags)
    const context = {
      client,
      signal: this.signal,
      note,
      columns: await readKeys(sessionCreateView, renderOptions(flags)),
      show: (rows: readonly SessionRow[]) => this.renderList(rows, sessionCreateView, flags),
      remember: async (last: LastCreated) => (await this.lastCreated()).write(last),
    }
    const {atOnce} = wanted.array === undefined ? {} : parseArrayMembers(wanted.array)
    await runCreate(plan, context, {...flags, atOnce})
  }

  /** Ids of the sessions that must succeed first. */
  async #dependencies(words: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (const word of words) found.push((await this.resolveOne(word.replace(/^ok:/, ''))).id)
    return found
  }
}
