import type {Agent} from '../resources/agents.js'
import type {Session} from '../schemas/session.js'
import {Decimal} from '../values/decimal.js'
import {
  addSlots,
  slotAmount,
  writeSlots,
  type ResourceSlots,
  type SlotAmounts,
} from '../values/resource-slots.js'
import {phaseOf} from '../values/session-status.js'
import {usableNodes, type Node} from './capacity.js'
import {queuedMs} from './session-times.js'

/** What a queue is counted from. */
export interface QueueFacts {
  /** Live sessions that the account can see. */
  live: readonly Session[]
  /** Sessions created in the period that waits are measured over. */
  recent: readonly Session[]
  /** Undefined when the manager hides its agents from the account. */
  agents: readonly Agent[] | undefined
  now: Date
}

/** The queue of one resource group. Sessions are those the account can see. */
export interface QueueStats {
  resourceGroup: string
  waiting: number
  starting: number
  running: number
  /** How long the first of those that wait has waited. */
  longestWaitMs: number | null
  /** Agents that take sessions; null when they are hidden. */
  agents: number | null
  /** What is free on all of them together. */
  free: SlotAmounts
  /** The most of each slot that is free on one of them: what a single session can get now. */
  largestFree: SlotAmounts
  /** Sessions of the period that left the queue, and how long they had waited. */
  started: number
  medianWaitMs: number | null
  /** 95 of 100 waited no longer. */
  slowWaitMs: number | null
}

/** Counts the queues, one for each resource group that has sessions or agents, by name. */
export function queueStats(facts: QueueFacts): QueueStats[] {
  const groups = [...facts.live, ...(facts.agents ?? [])].map(({resourceGroup}) => resourceGroup ?? '')
  return [...new Set(groups)].sort().map((group) => statsOf(group, facts))
}

function statsOf(group: string, {live, recent, agents, now}: QueueFacts): QueueStats {
  const mine = live.filter((session) => (session.resourceGroup ?? '') === group)
  const inPhase = (phase: string) => mine.filter(({status}) => phaseOf(status) === phase)
  const nodes = agents && usableNodes(agents, group)
  const waits = recent
    .filter((session) => (session.resourceGroup ?? '') === group)
    .map(queuedMs)
    .filter((wait) => wait !== null)
    .sort((a, b) => a - b)
  const waitedMs = inPhase('queued').map(({createdAt}) => now.getTime() - Date.parse(createdAt ?? ''))
  return {
    resourceGroup: group,
    waiting: waitedMs.length,
    starting: inPhase('starting').length,
    running: inPhase('running').length,
    longestWaitMs: waitedMs.length > 0 ? Math.max(0, ...waitedMs) : null,
    agents: nodes?.length ?? null,
    free: writeSlots(total(nodes ?? [])),
    largestFree: writeSlots(largest(nodes ?? [])),
    started: waits.length,
    medianWaitMs: quantile(waits, 0.5),
    slowWaitMs: quantile(waits, 0.95),
  }
}

function total(nodes: readonly Node[]): ResourceSlots {
  return nodes.map(({free}) => free).reduce(addSlots, new Map())
}

function largest(nodes: readonly Node[]): ResourceSlots {
  const slots = new Set(nodes.flatMap(({free}) => [...free.keys()]))
  return new Map(
    [...slots].map((slot) => [slot, Decimal.max(0, ...nodes.map(({free}) => slotAmount(free, slot)))]),
  )
}

/** The value that the given part of all is not above; of values in ascending order. */
function quantile(sorted: readonly number[], part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null
}
