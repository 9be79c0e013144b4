import type {EventHub} from './events.js'
import {
  timestamp,
  type KernelRecord,
  type SessionRecord,
  type SessionStatus,
  type StatusData,
} from './model.js'
import type {ClusterState} from './state.js'

/** What changes together with a status. */
export interface TransitionDetail {
  /** `status_info`, and the reason that the event tells. */
  info?: string
  data?: StatusData | null
  set?: Partial<SessionRecord>
  kernels?: (kernel: KernelRecord) => Partial<KernelRecord>
}

// Names the manager's stream uses where it is not just the status.
const SESSION_EVENTS: Partial<Record<SessionStatus, string>> = {RUNNING: 'session_started'}
const KERNEL_EVENTS: Partial<Record<SessionStatus, string>> = {
  PREPARING: 'kernel_preparing',
  CREATING: 'kernel_creating',
  RUNNING: 'kernel_started',
  TERMINATING: 'kernel_terminating',
  TERMINATED: 'kernel_terminated',
  CANCELLED: 'kernel_cancelled',
}

/** Moves sessions from status to status: record, history, and the events that tell it. */
export class Transitions {
  constructor(
    private readonly state: ClusterState,
    private readonly events: EventHub,
    private readonly now: () => number,
  ) {}

  /** Gives a session a new status; its kernels follow. Undefined when the session is gone. */
  to(sessionId: string, status: SessionStatus, detail: TransitionDetail = {}): SessionRecord | undefined {
    const before = this.state.sessions.get(sessionId)
    if (!before) return undefined
    const at = timestamp(this.now())
    const after = this.state.sessions.patch(sessionId, {
      status,
      statusInfo: detail.info ?? '',
      statusData: detail.data ?? null,
      statusChanged: at,
      statusHistory: {...before.statusHistory, [status]: at},
      ...momentOf(status, at),
      ...detail.set,
      kernels: before.kernels.map((kernel) => ({
        ...kernel,
        status,
        statusInfo: detail.info ?? '',
        statusChanged: at,
        ...kernelMoment(status, at),
        ...detail.kernels?.(kernel),
      })),
    })
    if (after) this.tell(after)
    return after
  }

  /** Tells how a batch session ended. */
  tellResult(sessionId: string): void {
    const session = this.state.sessions.get(sessionId)
    if (!session || session.result === 'undefined') return
    this.events.emit({name: `session_${session.result}`, session, reason: session.statusInfo})
  }

  /** Tells the status a session has now: a session begins before its kernels do, and arrives when they have. */
  tell(session: SessionRecord): void {
    const name = SESSION_EVENTS[session.status] ?? `session_${session.status.toLowerCase()}`
    const ofSession = {name, session, reason: session.statusInfo}
    const kernelEvent = KERNEL_EVENTS[session.status]
    const ofKernels = kernelEvent
      ? session.kernels.map((kernel) => ({name: kernelEvent, session, reason: kernel.statusInfo, kernel}))
      : []
    const leads = session.status === 'PREPARING' || session.status === 'TERMINATING'
    for (const event of leads ? [ofSession, ...ofKernels] : [...ofKernels, ofSession]) this.events.emit(event)
  }
}

function momentOf(status: SessionStatus, at: string): Partial<SessionRecord> {
  if (status === 'SCHEDULED') return {scheduledAt: at}
  if (status === 'RUNNING') return {startedAt: at}
  if (status === 'TERMINATED' || status === 'CANCELLED') return {terminatedAt: at}
  return {}
}

function kernelMoment(status: SessionStatus, at: string): Partial<KernelRecord> {
  if (status === 'RUNNING') return {startedAt: at}
  if (status === 'TERMINATED' || status === 'CANCELLED') return {terminatedAt: at}
  return {}
}
