import type {KernelExit, RunningKernel, Runtime} from '../runtime/runtime.js'
import {kernelSpec} from './kernel-specs.js'
import {isDead, isQueued, type KernelRecord, type SessionRecord, type SessionResult} from './model.js'
import type {ClusterState} from './state.js'
import type {Transitions} from './transitions.js'
import {WorkQueue} from './work-queue.js'

export interface LifecycleOptions {
  runtime: Runtime
  /** Time between asking a kernel to end and killing it. */
  graceMs: number
  /** Kernels that are started at the same time. */
  startsAtOnce: number
  now: () => number
  /** Is told what went wrong where nobody waits for the outcome. */
  onFailure: (error: unknown, doing: string) => void
}

/** Why and how a session is to end. */
export interface EndRequest {
  info: string
  forced?: boolean
  result?: SessionResult
}

/** Brings sessions that have their place up, and all of them down. */
export class Lifecycle {
  private readonly kernels = new Map<string, RunningKernel>()
  private readonly starting = new Map<string, Promise<void>>()
  private readonly ending = new Map<string, Promise<void>>()
  private readonly deadlines = new Map<string, NodeJS.Timeout>()
  private readonly work: WorkQueue

  constructor(
    private readonly state: ClusterState,
    private readonly transitions: Transitions,
    private readonly options: LifecycleOptions,
  ) {
    this.work = new WorkQueue(options.startsAtOnce)
  }

  /** Starts the kernels of a session that has been placed. */
  launch(session: SessionRecord): void {
    const done = this.work
      .run(() => this.start(session.id))
      .catch((error: unknown) => this.options.onFailure(error, `start ${session.id}`))
      .finally(() => this.starting.delete(session.id))
    this.starting.set(session.id, done)
  }

  /** Finds the kernels of a session that ran when the last manager process ended. */
  async resume(session: SessionRecord): Promise<void> {
    if (session.status === 'SCHEDULED' || session.status === 'PREPARING' || session.status === 'PREPARED') {
      this.launch(session)
      return
    }
    const exits = await Promise.all(session.kernels.map((kernel) => this.adopt(session, kernel)))
    if (session.status === 'TERMINATING') {
      void this.end(session.id, {info: session.statusInfo, result: session.result})
    } else if (this.kernels.has(mainKernel(session).id)) {
      if (session.status === 'CREATING') this.transitions.to(session.id, 'RUNNING')
      this.watch(session.id)
    } else if (session.status === 'CREATING' && exits.every((exit) => exit === undefined)) {
      this.launch(session)
    } else {
      await this.endedMeanwhile(session, exits[0])
    }
  }

  /** Ends a session whatever its status; resolves when nothing of it is left. */
  end(sessionId: string, request: EndRequest): Promise<void> {
    const session = this.state.sessions.get(sessionId)
    if (!session || isDead(session.status)) return Promise.resolve()
    if (isQueued(session.status)) {
      this.transitions.to(sessionId, 'CANCELLED', {info: request.info})
      return Promise.resolve()
    }
    const running = this.ending.get(sessionId)
    if (running && !request.forced) return running
    if (session.status !== 'TERMINATING') this.transitions.to(sessionId, 'TERMINATING', {info: request.info})
    const done = this.tearDown(sessionId, request)
      .catch((error: unknown) => this.options.onFailure(error, `end ${sessionId}`))
      .finally(() => this.ending.delete(sessionId))
    this.ending.set(sessionId, done)
    return done
  }

  /** The running kernel, for what is done inside of it. */
  kernel(kernelId: string): RunningKernel | undefined {
    return this.kernels.get(kernelId)
  }

  /** Lets go of everything and leaves the kernels running. */
  detach(): void {
    for (const timer of this.deadlines.values()) clearTimeout(timer)
    this.kernels.clear()
    this.options.runtime.detach()
  }

  /** Waits for starts and ends that are under way. */
  async settled(): Promise<void> {
    await Promise.all([...this.starting.values(), ...this.ending.values()])
  }

  private async start(sessionId: string): Promise<void> {
    try {
      for (const status of ['PREPARING', 'PREPARED', 'CREATING'] as const) {
        if (this.isEnding(sessionId)) return
        this.transitions.to(sessionId, status)
      }
      // From here on a process may exist: the record that says so must survive us.
      await this.state.commit()
      const session = this.state.sessions.get(sessionId)
      if (!session || this.isEnding(sessionId)) return
      await Promise.all(session.kernels.map((kernel) => this.startKernel(session, kernel)))
      if (this.isEnding(sessionId)) return
      this.transitions.to(sessionId, 'RUNNING')
      this.watch(sessionId)
    } catch (error) {
      await this.failedToStart(sessionId, error)
    }
  }

  private async startKernel(session: SessionRecord, kernel: KernelRecord): Promise<void> {
    const spec = kernelSpec(this.state, session, kernel)
    if (!spec) throw new Error(`The image ${session.image} is gone.`)
    this.kernels.set(kernel.id, await this.options.runtime.start(spec))
  }

  private async adopt(session: SessionRecord, kernel: KernelRecord): Promise<KernelExit | undefined> {
    const adoption = await this.options.runtime.adopt({sessionId: session.id, kernelId: kernel.id})
    if (adoption.kind === 'running') this.kernels.set(kernel.id, adoption.kernel)
    return adoption.kind === 'ended' ? adoption.exit : undefined
  }

  private async endedMeanwhile(session: SessionRecord, exit: KernelExit | undefined): Promise<void> {
    if (exit) return this.end(session.id, endOf(session, exit))
    const result = session.type === 'batch' ? 'failure' : session.result
    return this.end(session.id, {info: 'lost-while-manager-was-down', result})
  }

  private watch(sessionId: string): void {
    const session = this.state.sessions.get(sessionId)
    if (!session) return
    this.setDeadline(session)
    const main = this.kernels.get(mainKernel(session).id)
    void main?.ended.then((exit) => {
      // After `detach` nobody asked for the end, and the next manager process will see it.
      if (!this.kernels.has(main.kernelId) || this.isEnding(sessionId)) return
      this.noteExit(sessionId, main.kernelId, exit)
      void this.end(sessionId, endOf(session, exit))
    })
  }

  private setDeadline(session: SessionRecord): void {
    if (session.batchTimeoutSeconds === null || session.startedAt === null) return
    const until = Date.parse(session.startedAt) + session.batchTimeoutSeconds * 1000
    const timer = setTimeout(
      () => void this.end(session.id, {info: 'task-timeout', result: 'failure'}),
      Math.max(0, until - this.options.now()),
    )
    timer.unref()
    this.deadlines.set(session.id, timer)
  }

  private async tearDown(sessionId: string, request: EndRequest): Promise<void> {
    clearTimeout(this.deadlines.get(sessionId))
    this.deadlines.delete(sessionId)
    await this.starting.get(sessionId)
    const session = this.state.sessions.get(sessionId)
    if (!session) return
    const graceMs = request.forced ? 0 : this.options.graceMs
    await Promise.all(
      session.kernels.map(async ({id}) => {
        const exit = await this.kernels.get(id)?.stop({graceMs})
        this.kernels.delete(id)
        if (exit) this.noteExit(sessionId, id, exit)
        await this.discard(sessionId, id)
      }),
    )
    const exitCode = this.state.sessions.get(sessionId)?.kernels[0]?.exitCode ?? null
    this.transitions.to(sessionId, 'TERMINATED', {
      info: request.info,
      data: {kernel: {exit_code: exitCode}, session: {status: 'terminated'}},
      ...(request.result && {set: {result: request.result}}),
    })
    this.transitions.tellResult(sessionId)
  }

  /** Files that cannot be removed are no reason to keep a session from ending. */
  private async discard(sessionId: string, kernelId: string): Promise<void> {
    try {
      await this.options.runtime.discard(sessionId, kernelId)
    } catch (error) {
      this.options.onFailure(error, `discard the files of ${sessionId}`)
    }
  }

  private async failedToStart(sessionId: string, error: unknown): Promise<void> {
    const session = this.state.sessions.get(sessionId)
    if (!session || this.isEnding(sessionId)) return
    await Promise.all(session.kernels.map(async ({id}) => this.kernels.get(id)?.stop({graceMs: 0})))
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    this.transitions.to(sessionId, 'CANCELLED', {
      info: 'failed-to-start',
      data: {
        error: {
          src: 'agent',
          name: 'KernelCreationFailed',
          repr: String(cause),
          agent_id: session.kernels[0]?.agentId,
        },
      },
    })
  }

  private noteExit(sessionId: string, kernelId: string, exit: KernelExit): void {
    const session = this.state.sessions.get(sessionId)
    if (!session) return
    this.state.sessions.patch(sessionId, {
      kernels: session.kernels.map((kernel) =>
        kernel.id === kernelId ? {...kernel, exitCode: exit.code ?? kernel.exitCode} : kernel,
      ),
    })
  }

  private isEnding(sessionId: string): boolean {
    const status = this.state.sessions.get(sessionId)?.status
    return status === undefined || status === 'TERMINATING' || isDead(status)
  }
}

/** The kernel whose end is the end of its session. */
export function mainKernel(session: SessionRecord): KernelRecord {
  const main = session.kernels[0]
  if (!main) throw new Error(`Session ${session.id} has no kernel.`)
  return main
}

/** What the end of the main kernel means for its session. */
function endOf(session: SessionRecord, exit: KernelExit): EndRequest {
  if (session.type !== 'batch') return {info: 'self-terminated'}
  return exit.code === 0
    ? {info: 'task-finished', result: 'success'}
    : {info: 'task-failed', result: 'failure'}
}
