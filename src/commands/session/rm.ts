import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {confirm} from '../../cli/confirm.js'
import {UsageError} from '../../cli/errors.js'
import {durationFlag, outputFlags} from '../../cli/flags.js'
import {readReferences} from '../../cli/references.js'
import {endSessions, whoStarts, type EndedRow} from '../../cli/session/end-sessions.js'
import {endedView} from '../../cli/views/ended.js'
import {collect, phaseOf, type Session} from '../../sdk/index.js'

export default class SessionRm extends ApiCommand<void> {
  static override summary = 'End sessions.'
  static override description = `Tells which waiting sessions start because of it. Sessions that are named end without
a question; a selection (-, --array, --all-pending) asks first.`
  static override aliases = ['rm', 'kill', 'session:kill']
  static override examples = [
    {description: 'One, and wait until it is gone', command: '<%= config.bin %> session rm train-1 --wait'},
    {description: 'All members of an array', command: '<%= config.bin %> session rm --array train --yes'},
    {description: 'Your whole queue', command: '<%= config.bin %> session rm --all-pending --yes'},
  ]
  static override strict = false
  static override usage = 'session rm REF… [FLAGS]'
  static override flags = {
    force: Flags.boolean({char: 'f', summary: 'Also sessions that hang in a state.'}),
    recursive: Flags.boolean({char: 'r', summary: 'Also the sessions that depend on them.'}),
    array: Flags.string({summary: 'The members of an array.', helpValue: 'NAME'}),
    'all-pending': Flags.boolean({summary: 'All of yours that wait.'}),
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
    wait: Flags.boolean({char: 'W', summary: 'Wait until they have ended.'}),
    timeout: durationFlag({summary: 'Longest wait; then exit 3.', dependsOn: ['wait']}),
    jobs: Flags.integer({char: 'j', summary: 'Requests at a time.', min: 1, max: 64, default: 4}),
    yes: Flags.boolean({char: 'y', summary: 'Do not ask.'}),
    'dry-run': Flags.boolean({summary: 'Show what would end; change nothing.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionRm)
    const client = await this.connect(flags)
    const references = await readReferences(argv.map(String))
    const named = await this.resolveAll(references.words, flags['all-users'])
    const sessions = [...named, ...(await this.#selected(flags))]
    if (sessions.length === 0 && argv.length === 0 && !flags['all-pending'] && flags.array === undefined) {
      throw new UsageError('Name the sessions to end, or select them with --array or --all-pending.')
    }
    const starting = await whoStarts(client, sessions, this.signal)
    if (flags['dry-run']) {
      this.#announce(starting, 'Would start then')
      return this.renderList(sessions.map(planned), endedView, flags)
    }
    const selected = references.fromStdin || flags['all-pending'] || flags.array !== undefined
    if (selected && sessions.length > 0) {
      await confirm({action: `End ${sessions.length} sessions`, yes: flags.yes, signal: this.signal})
    }
    const note = (text: string) => this.note(text)
    const {force: forced, timeout: timeoutMs, ...rest} = flags
    const {rows, errors} = await endSessions(client, sessions, {
      ...rest,
      forced,
      timeoutMs,
      signal: this.signal,
      note,
    })
    if (flags.wait) await this.#awaitStart(starting)
    else this.#announce(starting, 'Starts next')
    await this.renderList(rows, endedView, flags)
    if (errors[0]) throw errors[0]
  }

  async #selected(flags: {array?: string | undefined; 'all-pending': boolean}): Promise<Session[]> {
    const client = await this.connect()
    const options = {signal: this.signal}
    if (flags.array !== undefined) return this.resolveAll([`@${flags.array.replace(/^@/, '')}`])
    if (!flags['all-pending']) return []
    const {sessionStatuses} = await client.capabilities(options)
    return collect(
      client.sessions.list({status: sessionStatuses.filter((name) => phaseOf(name) === 'queued')}, options),
    )
  }

  /** Sees the waiting ones out of the queue, so that what was foretold is what happened. */
  async #awaitStart(starting: readonly Session[]): Promise<void> {
    if (starting.length === 0) return
    const client = await this.connect()
    const ids = starting.map((session) => session.id)
    const {sessions} = await client.wait(ids, {
      goals: ['running'],
      withinMs: START_WITHIN_MS,
      signal: this.signal,
    })
    for (const session of sessions) this.note(`${session.name} starts because of it: ${session.status}`)
  }

  #announce(starting: readonly Session[], words: string): void {
    if (starting.length > 0) this.note(`${words}: ${starting.map((session) => session.name).join(', ')}`)
  }
}

/** How long --wait looks on while the next ones start. */
const START_WITHIN_MS = 30_000

function planned(session: Session): EndedRow {
  return {id: session.id, name: session.name, was: session.status, status: session.status, outcome: 'planned'}
}
