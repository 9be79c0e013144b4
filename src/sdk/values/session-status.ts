/**
 * What a status means for someone who waits: the manager's names differ by release and are an open set,
 * so everything that is not named here counts as `starting`.
 */
export type SessionPhase = 'queued' | 'starting' | 'running' | 'ending' | 'ended' | 'failed'

const PHASES: Readonly<Record<string, SessionPhase>> = {
  PENDING: 'queued',
  DEPRIORITIZING: 'queued',
  RESERVED: 'queued',
  PREEMPTED: 'queued',
  RESCHEDULING: 'queued',
  RUNNING: 'running',
  RESTARTING: 'running',
  RUNNING_DEGRADED: 'running',
  TERMINATING: 'ending',
  TERMINATED: 'ended',
  CANCELLED: 'failed',
  ERROR: 'failed',
}

/** The phase of a manager's status name. */
export function phaseOf(status: string): SessionPhase {
  return PHASES[status.toUpperCase()] ?? 'starting'
}

/** Whether the manager is done with the session: nothing will change any more. */
export function isDead(status: string): boolean {
  return status === 'TERMINATED' || status === 'CANCELLED'
}

/** Whether the session holds resources or may soon: everything but queued, dead and failed ones. */
export function holdsResources(status: string): boolean {
  return ['starting', 'running', 'ending'].includes(phaseOf(status))
}
