import {AbortedError, CommandTimeoutError, ProtocolError, SdkError, SessionFailedError} from '../errors.js'
import type {SessionChannel} from '../inside/channel.js'
import type {Session} from '../schemas/session.js'
import {downloadForJob, uploadForJob} from './transfer.js'
import {formatDuration} from '../values/duration.js'
import {isDead} from '../values/session-status.js'
import type {JobEvent, JobOptions, JobOutcome, JobResult, JobSession, JobSpec, JobTransfer} from './job.js'
import {removeSession} from './remove-session.js'
import type {JobSources} from './sources.js'

/** How one attempt ended, before it was tidied up. */
interface Ending {
  outcome: JobOutcome
  exitCode: number
  error: SdkError | null
}

/** One session, from asking for it to removing it. */
export class Attempt {
  #session: JobSession | null = null
  #queuedMs: number | null = null
  #ranMs: number | null = null

  constructor(
    private readonly client: JobSources,
    private readonly spec: JobSpec,
    private readonly options: JobOptions,
  ) {}

  /** Never rejects for what the platform or the command does: that is the result. */
  async run(): Promise<Omit<JobResult, 'attempts'>> {
    const ending = await this.#work().catch((error: unknown) => this.#endingOf(error))
    return {
      ...(await this.#tidyUp(ending)),
      session: this.#session,
      queuedMs: this.#queuedMs,
      ranMs: this.#ranMs,
    }
  }

  async #work(): Promise<Ending> {
    const session = await this.#waitUntilRunning(await this.#create())
    const channel = await this.client.openChannel(session, {...this.spec.channel, ...this.#request})
    try {
      for (const transfer of this.spec.uploads ?? []) {
        this.#tell({kind: 'uploading', transfer})
        await uploadForJob(channel, transfer, this.#request)
      }
      const exitCode = await this.#execute(channel)
      for (const transfer of this.spec.downloads ?? []) await this.#download(channel, transfer, exitCode)
      return {outcome: exitCode === 0 ? 'passed' : 'failed', exitCode, error: null}
    } finally {
      channel.close()
    }
  }

  async #create(): Promise<string> {
    const {name} = this.spec.session
    const [made] = await this.client.createMany([this.spec.session], this.#request)
    if (!made?.session) {
      if (made?.unanswered) this.#session = {name}
      throw made?.error ?? new ProtocolError(`Nothing became of the session ${name}.`)
    }
    this.#session = {id: made.session.id, name}
    this.#tell({kind: 'created', session: this.#session})
    return made.session.id
  }

  async #waitUntilRunning(id: string): Promise<Session> {
    const startedAt = performance.now()
    let last = ''
    const {outcome, sessions} = await this.client.wait([id], {
      goals: ['running'],
      withinMs: this.spec.queueTimeoutMs,
      onChange: ([state]) => {
        if (!state || state.status === last) return
        last = state.status
        this.#tell({kind: 'status', session: {id, name: state.name}, status: last})
      },
      ...this.#request,
    })
    const [session] = sessions
    if (outcome === 'timeout') throw await this.#didNotStartInTime(session)
    // One that ran and is over again counts as having run, but there is nothing left to work in.
    if (outcome === 'failed' || !session || isDead(session.status)) throw this.#didNotStart(session)
    this.#queuedMs = performance.now() - startedAt
    return session
  }

  async #execute(channel: SessionChannel): Promise<number> {
    const startedAt = performance.now()
    const {stdout, stderr} = this.options
    this.#tell({kind: 'executing'})
    try {
      const streams = {stdout, stderr, timeoutMs: this.spec.timeoutMs, ...this.#request}
      return (await channel.run({words: this.spec.words}, streams)).exitCode
    } finally {
      this.#ranMs = performance.now() - startedAt
    }
  }

  /** After a command that failed, what it did not get round to writing is no further failure. */
  async #download(channel: SessionChannel, transfer: JobTransfer, exitCode: number): Promise<void> {
    this.#tell({kind: 'downloading', transfer})
    try {
      await downloadForJob(channel, transfer, this.#request)
    } catch (error) {
      if (exitCode === 0 || !(error instanceof SdkError) || error instanceof AbortedError) throw error
      this.#tell({kind: 'not-downloaded', transfer, error})
    }
  }

  #endingOf(error: unknown): Ending {
    if (!(error instanceof SdkError) && !this.options.signal?.aborted) throw error
    if (error instanceof AbortedError || !(error instanceof SdkError)) {
      return {outcome: 'interrupted', exitCode: 130, error: new AbortedError('Interrupted.', {cause: error})}
    }
    if (error instanceof CommandTimeoutError) {
      return {outcome: 'deadline', exitCode: 124, error}
    }
    return {outcome: 'platform', exitCode: 125, error}
  }

  /** Removes the session, or says that it stays. A job whose session may be left over has not passed. */
  async #tidyUp(ending: Ending): Promise<Ending> {
    const session = this.#session
    if (session === null) return ending
    const {keep = 'never'} = this.spec
    if (keep === 'always' || (keep === 'on-failure' && ending.outcome !== 'passed')) {
      this.#tell({kind: 'kept', session})
      return ending
    }
    try {
      await removeSession(this.client, session)
      this.#tell({kind: 'removed', session})
      return ending
    } catch (error) {
      if (!(error instanceof SdkError)) throw error
      this.#tell({kind: 'not-removed', session, error})
      return ending.outcome === 'passed' ? {outcome: 'platform', exitCode: 125, error} : ending
    }
  }

  async #didNotStartInTime(session: Session | undefined): Promise<SdkError> {
    const limit = formatDuration(this.spec.queueTimeoutMs ?? 0)
    const state = session ? `; it is ${session.status}` : ''
    const reason = session ? await this.#whyItWaits(session) : undefined
    return new CommandTimeoutError(`${this.spec.session.name} did not start within ${limit}${state}.`, {
      hints: [
        ...(reason === undefined ? [] : [reason]),
        'Give it longer with --queue-timeout, or ask for less.',
      ],
    })
  }

  async #whyItWaits(session: Session): Promise<string | undefined> {
    // Only an addition to the error: when it cannot be had, the error is told without.
    const [why] = await this.client.why([session], this.#request).catch(() => [])
    const short = Object.entries(why?.shortBy ?? {}).map(([slot, amount]) => `${amount} ${slot}`)
    return why && `Reason: ${why.code}${short.length > 0 ? `, short by ${short.join(', ')}` : ''}.`
  }

  #didNotStart(session: Session | undefined): SdkError {
    const {name} = this.spec.session
    const reason = session?.failure ?? session?.statusInfo
    return new SessionFailedError(`${name} is ${session?.status ?? 'gone'}${reason ? `: ${reason}` : ''}.`)
  }

  get #request(): {signal?: AbortSignal} {
    const {signal} = this.options
    return signal ? {signal} : {}
  }

  #tell(event: JobEvent): void {
    this.options.onEvent?.(event)
  }
}
