import {Flags} from '@oclif/core'
import {ApiCommand} from '../../cli/api-command.js'
import {UsageError} from '../../cli/errors.js'
import {durationFlag, outputFlags} from '../../cli/flags.js'
import {WaitReasons} from '../../cli/session/rows.js'
import {sessionListView} from '../../cli/views/session.js'
import {
  SessionFailedError,
  WAIT_GOALS,
  WaitTimeoutError,
  type Session,
  type WaitGoal,
} from '../../sdk/index.js'

export default class SessionWait extends ApiCommand<void> {
  static override summary = 'Wait until sessions run, end or fail.'
  static override description =
    'Exit status 0: they got there. 3: time is up. 5: there is no such session. 8: they cannot get there any more.'
  static override examples = [
    {description: 'Until it runs', command: '<%= config.bin %> session wait train-1 --timeout 5m'},
    {
      description: 'Until a batch job is done, well or not',
      command: '<%= config.bin %> session wait job-1 --for done,failed',
    },
  ]
  static override strict = false
  static override usage = 'session wait REF… [FLAGS]'
  static override flags = {
    for: Flags.custom<WaitGoal>({
      char: 'F',
      options: WAIT_GOALS,
      summary: 'What to wait for; one of several is enough.',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      default: ['running'],
    })(),
    any: Flags.boolean({summary: 'One of the sessions is enough.', exclusive: ['all']}),
    all: Flags.boolean({summary: 'All of them must get there (this is so by default).'}),
    'all-users': Flags.boolean({char: 'A', summary: "Look among everybody's sessions."}),
    timeout: durationFlag({summary: 'Longest wait; then exit 3.'}),
    ...outputFlags,
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionWait)
    if (argv.length === 0) throw new UsageError('Name the sessions to wait for.')
    const client = await this.connect(flags)
    const sessions = await this.resolveAll(argv.map(String), flags['all-users'])
    const result = await client.wait(
      sessions.map((session) => session.id),
      {goals: flags.for, mode: flags.any ? 'any' : 'all', withinMs: flags.timeout, signal: this.signal},
    )
    await this.renderList(
      await new WaitReasons(client, this.signal).rows(result.sessions),
      sessionListView,
      flags,
    )
    const states = result.sessions.map(stateText).join(', ')
    if (result.outcome === 'timeout') throw new WaitTimeoutError(`Time is up: ${states}.`)
    if (result.outcome === 'failed') throw new SessionFailedError(`It can no longer get there: ${states}.`)
  }
}

/** `job-1 is TERMINATED (task-failed)`. */
function stateText(session: Session): string {
  const reason = session.failure ?? session.statusInfo
  return `${session.name} is ${session.status}${reason === null ? '' : ` (${reason})`}`
}
