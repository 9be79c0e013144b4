import type {Decimal} from '../../sdk/values/decimal.js'
import {agentCapacities, currentQuotas} from './capacity.js'
import {isOccupying, timestamp, type SessionRecord, type Timestamp} from './model.js'
import type {DependencyFact} from './predicates.js'
import {schedule, type SchedulingResult, type StartDecision, type WaitReason} from './scheduler.js'
import type {ClusterState} from './state.js'
import type {Transitions} from './transitions.js'

/** The last try to start a waiting session. Kept in memory only: after a restart it is found out anew. */
export interface Attempt {
  retries: number
  lastTry: Timestamp
  reason: WaitReason
  /** Since when the session is the one that lacks resources. */
  blockedSince: number | undefined
}

export interface DispatcherOptions {
  quantum: Decimal
  now: () => number
  /** How long a session may hold up the queue before its priority is lowered. */
  deprioritizeAfterMs: number
  /** Takes a session that has got its place. */
  launch: (session: SessionRecord) => void
}

const PRIORITY_STEP = 10
const REST_PER_PASS = 4
const SHORT_REST_MS = 10
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Runs scheduling passes when something changed that can matter, any number of causes at once in one pass. */
export class Dispatcher {
  private readonly attempts = new Map<string, Attempt>()
  private readonly blockers = new Map<string, string>()
  private isDue = false
  private lastPassMs = 0
  private pass: NodeJS.Immediate | undefined
  private delay: NodeJS.Timeout | undefined
  private alarm: NodeJS.Timeout | undefined
  private stopped = false

  constructor(
    private readonly state: ClusterState,
    private readonly transitions: Transitions,
    private readonly options: DispatcherOptions,
  ) {
    state.sessions.observe({onChange: (before, after) => this.onSession(before, after)})
    state.agents.observe({onChange: () => this.kick()})
    state.policies.observe({onChange: () => this.kick()})
  }

  /** Asks for a pass soon. */
  kick(): void {
    if (this.stopped || this.isDue) return
    this.isDue = true
    // A pass over many thousands that wait for something else takes its time: it must not take all of it.
    const restMs = this.lastPassMs * REST_PER_PASS
    if (restMs < SHORT_REST_MS) this.pass = setImmediate(() => this.run())
    else this.delay = setTimeout(() => this.run(), restMs)
  }

  stop(): void {
    this.stopped = true
    clearImmediate(this.pass)
    clearTimeout(this.delay)
    clearTimeout(this.alarm)
  }

  attemptOf(sessionId: string): Attempt | undefined {
    return this.attempts.get(sessionId)
  }

  /** The session of a resource group that lacks resources now, so that those behind it are not tried. */
  blockerOf(scalingGroup: string): SessionRecord | undefined {
    const session = this.state.sessions.get(this.blockers.get(scalingGroup) ?? '')
    return session?.status === 'PENDING' ? session : undefined
  }

  private onSession(before: SessionRecord | undefined, after: SessionRecord | undefined): void {
    if (after?.status !== 'PENDING' && before?.status === 'PENDING') this.attempts.delete(before.id)
    if (after?.status === 'PENDING' && this.waitsBehindBlocker(after)) return
    if (canMatter(before, after)) this.kick()
  }

  /** Whoever stands behind a session that lacks resources changes nothing by being there. */
  private waitsBehindBlocker(session: SessionRecord): boolean {
    const blocker = this.blockerOf(session.scalingGroup)
    if (!blocker || blocker.id === session.id) return false
    const queue = this.state.sessionIndex.queue(session.scalingGroup)
    return queue.positionOf(session) > queue.positionOf(blocker)
  }

  private run(): void {
    const started = performance.now()
    this.isDue = false
    for (const group of this.state.sessionIndex.queuedGroups()) this.runGroup(group)
    this.setAlarm()
    this.lastPassMs = performance.now() - started
  }

  private runGroup(scalingGroup: string): void {
    const result = schedule({
      now: this.options.now(),
      pending: this.state.sessionIndex.queue(scalingGroup),
      agents: agentCapacities(this.state, scalingGroup),
      quotas: currentQuotas(this.state),
      dependency: (id) => this.dependency(id),
      quantum: this.options.quantum,
    })
    this.noteWaiting(result)
    if (result.blockedBy) this.blockers.set(scalingGroup, result.blockedBy.id)
    else this.blockers.delete(scalingGroup)
    for (const decision of result.started) this.start(decision)
    if (result.blockedBy) this.deprioritize(result.blockedBy)
  }

  private noteWaiting(result: SchedulingResult): void {
    const now = this.options.now()
    for (const {session, reason} of result.waiting) {
      const last = this.attempts.get(session.id)
      const blocks = result.blockedBy?.id === session.id
      this.attempts.set(session.id, {
        retries: (last?.retries ?? 0) + 1,
        lastTry: timestamp(now),
        reason,
        blockedSince: blocks ? (last?.blockedSince ?? now) : undefined,
      })
    }
  }

  private start({session, placements}: StartDecision): void {
    const places = new Map(placements.map((placement) => [placement.kernelId, placement]))
    const scheduled = this.transitions.to(session.id, 'SCHEDULED', {
      info: 'scheduled',
      kernels: (kernel) => {
        const place = places.get(kernel.id)
        return place
          ? {agentId: place.agentId, devices: place.devices, occupiedSlots: place.occupiedSlots}
          : {}
      },
    })
    if (scheduled) this.options.launch(scheduled)
  }

  /** A session that lacked resources for long goes behind others, so that the queue moves on. */
  private deprioritize(session: SessionRecord): void {
    const since = this.attempts.get(session.id)?.blockedSince ?? Infinity
    if (session.priority === 0 || this.options.now() - since < this.options.deprioritizeAfterMs) return
    this.transitions.to(session.id, 'DEPRIORITIZING', {info: 'no-available-instances'})
    this.transitions.to(session.id, 'PENDING', {
      info: 'deprioritized-for-rescheduling',
      set: {priority: Math.max(0, session.priority - PRIORITY_STEP)},
    })
  }

  private dependency(sessionId: string): DependencyFact | undefined {
    const session = this.state.sessions.get(sessionId)
    return (
      session && {
        name: session.name,
        succeeded: session.status === 'TERMINATED' && session.result === 'success',
      }
    )
  }

  /** Wakes up for the next start time, or when the session in front has held up the queue for too long. */
  private setAlarm(): void {
    clearTimeout(this.alarm)
    const now = this.options.now()
    let next = Infinity
    for (const [id, attempt] of this.attempts) {
      const startsAt = Date.parse(this.state.sessions.get(id)?.requestedStartsAt ?? '')
      if (startsAt > now) next = Math.min(next, startsAt)
      const blockedUntil = (attempt.blockedSince ?? Infinity) + this.options.deprioritizeAfterMs
      if (blockedUntil > now) next = Math.min(next, blockedUntil)
    }
    if (next === Infinity) return
    this.alarm = setTimeout(() => this.kick(), Math.min(next - now, LONGEST_TIMER_MS))
    this.alarm.unref()
  }
}

/** Only what joins or moves in the queue, gives resources back, or ends (others may depend on it) changes an outcome. */
function canMatter(before: SessionRecord | undefined, after: SessionRecord | undefined): boolean {
  if (after?.status === 'PENDING') return before?.status !== 'PENDING' || before.priority !== after.priority
  if (before?.status === 'PENDING') return true
  return before !== undefined && isOccupying(before.status) && !(after && isOccupying(after.status))
}
