import type {Decimal} from '../../sdk/values/decimal.js'
import type {SessionRecord} from './model.js'
import {placeSession, type AgentCapacity, type Placement} from './placement.js'
import {checkPredicates, type DependencyLookup, type PredicateReport} from './predicates.js'
import {QuotaLedger, type Quotas} from './quotas.js'
import {requestOf} from './requests.js'

/** All the facts of one scheduling pass over one resource group. */
export interface SchedulingInput {
  now: number
  /** Waiting sessions, first to be taken first. */
  pending: Iterable<SessionRecord>
  agents: readonly AgentCapacity[]
  quotas: Quotas
  dependency: DependencyLookup
  quantum: Decimal
}

/** Why a session was left waiting. The texts go to `status_info` and `status_data.scheduler`. */
export interface WaitReason extends PredicateReport {
  info: 'no-available-instances' | 'predicate-checks-failed'
  msg: string
}

export interface StartDecision {
  session: SessionRecord
  placements: readonly Placement[]
}

export interface WaitDecision {
  session: SessionRecord
  reason: WaitReason
}

export interface SchedulingResult {
  started: readonly StartDecision[]
  waiting: readonly WaitDecision[]
  /** The session at which the group ran out of resources; all behind it were not tried. */
  blockedBy: SessionRecord | undefined
}

/**
 * One pass: takes the queue in order and decides who starts where. A session that fails a predicate of its own (start
 * time, dependency, quota) is passed over. The first one that lacks resources ends the pass, because whoever is behind it
 * would take exactly what it waits for.
 */
export function schedule(input: SchedulingInput): SchedulingResult {
  const agents = input.agents.map(copyCapacity)
  const ledger = new QuotaLedger(input.quotas)
  const started: StartDecision[] = []
  const waiting: WaitDecision[] = []
  for (const session of input.pending) {
    const report = checkPredicates(session, {...input, ledger})
    if (report.failed.length > 0) {
      waiting.push({session, reason: predicateReason(report)})
      continue
    }
    const placed = placeSession(session, agents, input.quantum)
    if (placed.kind === 'placed') {
      ledger.add(session, requestOf(session))
      started.push({session, placements: placed.placements})
      continue
    }
    waiting.push({session, reason: {...report, info: 'no-available-instances', msg: placed.msg}})
    if (placed.kind === 'short') return {started, waiting, blockedBy: session}
  }
  return {started, waiting, blockedBy: undefined}
}

function predicateReason(report: PredicateReport): WaitReason {
  return {
    ...report,
    info: 'predicate-checks-failed',
    msg: report.failed.map((predicate) => predicate.msg).join(' '),
  }
}

function copyCapacity(agent: AgentCapacity): AgentCapacity {
  return {...agent, free: new Map(agent.free), devices: agent.devices.map((device) => ({...device}))}
}
