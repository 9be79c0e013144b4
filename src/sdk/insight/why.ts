import type {Agent} from '../resources/agents.js'
import type {ResourceUse} from '../resources/resources.js'
import type {Session} from '../schemas/session.js'
import {Decimal} from '../values/decimal.js'
import {
  addSlots,
  fitsInto,
  isAcceleratorSlot,
  readSlots,
  shortBy,
  slotAmount,
  writeSlots,
  type ResourceSlots,
  type SlotAmounts,
} from '../values/resource-slots.js'
import {phaseOf} from '../values/session-status.js'
import {bestNode, needsOf, queueOrder, usableNodes, type Node} from './capacity.js'

/** Why a session is where it is. Stable: scripts compare it. */
export type ReasonCode =
  | 'NOT_WAITING'
  | 'STARTING'
  | 'ENDED'
  | 'FAILED'
  | 'CANCELLED'
  | 'WAITS_FOR_TIME'
  | 'WAITS_FOR_SESSION'
  | 'OVER_QUOTA'
  | 'NO_AGENT'
  | 'TOO_LARGE'
  | 'NO_FREE_RESOURCES'
  | 'BEHIND_OTHERS'
  | 'NOT_TRIED_YET'
  | 'UNKNOWN'

/** What was fetched before anything is explained. Undefined: the account may not see it. */
export interface WaitFacts {
  session: Session
  agents: readonly Agent[] | undefined
  use: ResourceUse | undefined
  /** Live sessions the account can see. */
  others: readonly Session[]
  /** Place in the whole queue, where the manager tells. */
  managerPosition?: number | undefined
  /** Sessions this one depends on that have not succeeded yet. */
  waitsFor?: readonly {id: string; name: string; status: string}[]
  /** The scheduler's history notes, newest first (26.8 and later). */
  notes?: readonly string[]
  now: Date
}

/** A session whose end would free enough. */
export interface Blocker {
  id: string
  name: string
  frees: SlotAmounts
}

/** Why a session waits, or what became of it. Amounts are decimals as text; `mem` is in bytes. */
export interface Explanation {
  id: string
  name: string
  status: string
  code: ReasonCode
  needs: SlotAmounts
  /** The node that comes nearest, and what is free there. */
  bestNode: {id: string; free: SlotAmounts} | null
  shortBy: SlotAmounts
  /** The place in the queue, 1 is next. */
  position: number | null
  /** Whether the place counts everybody's sessions or only those the account can see. */
  positionScope: 'queue' | 'visible' | null
  /** The fewest sessions whose end lets it start; empty when none that is visible can. */
  freedBy: Blocker[]
  /** The most of each missing slot that would fit on a node now. */
  fitsNow: SlotAmounts
  /** What the manager says, verbatim. */
  managerWords: string[]
  waitsFor: {id: string; name: string; status: string}[]
  startsAt: string | null
  waitedMs: number | null
}

/** Explains a session's state from fetched facts. Pure: the same facts always give the same answer. */
export function explain(facts: WaitFacts): Explanation {
  const {session} = facts
  const need = needsOf(session)
  const nodes = usableNodes(facts.agents ?? [], session.resourceGroup)
  const best = bestNode(nodes, need)
  const short = best ? shortBy(need, best.free) : new Map<string, Decimal>()
  const queued = phaseOf(session.status) === 'queued'
  const place = queued ? placeInQueue(facts) : {position: null, positionScope: null}
  return {
    id: session.id,
    name: session.name,
    status: session.status,
    code: queued ? codeOfQueued(facts, need, nodes, place.position) : codeOfOther(session),
    needs: writeSlots(need),
    bestNode: queued && best ? {id: best.id, free: writeSlots(onlyNeeded(best.free, need))} : null,
    shortBy: queued ? writeSlots(short) : {},
    ...place,
    freedBy: queued && short.size > 0 ? blockers(facts, need, nodes) : [],
    fitsNow: queued ? mostThatFits(nodes, short) : {},
    managerWords: managerWords(facts),
    waitsFor: [...(facts.waitsFor ?? [])],
    startsAt: session.startsAt,
    waitedMs: queued && session.createdAt ? facts.now.getTime() - Date.parse(session.createdAt) : null,
  }
}

function codeOfOther(session: Session): ReasonCode {
  switch (phaseOf(session.status)) {
    case 'starting':
      return 'STARTING'
    case 'ended':
    case 'ending':
      return session.result === 'failure' ? 'FAILED' : 'ENDED'
    case 'failed':
      return session.status === 'CANCELLED' ? 'CANCELLED' : 'FAILED'
    case 'queued':
    case 'running':
      return 'NOT_WAITING'
  }
}

function codeOfQueued(
  facts: WaitFacts,
  need: ResourceSlots,
  nodes: readonly Node[],
  position: number | null,
): ReasonCode {
  const {session, agents, use} = facts
  if (session.startsAt && Date.parse(session.startsAt) > facts.now.getTime()) return 'WAITS_FOR_TIME'
  if (facts.waitsFor?.length) return 'WAITS_FOR_SESSION'
  if (use && isOverQuota(need, use)) return 'OVER_QUOTA'
  if (agents === undefined) return 'UNKNOWN'
  if (nodes.length === 0) return 'NO_AGENT'
  if (!nodes.some((node) => fitsInto(need, node.capacity))) return 'TOO_LARGE'
  if (!nodes.some((node) => fitsInto(need, node.free))) return 'NO_FREE_RESOURCES'
  return position !== null && position > 1 ? 'BEHIND_OTHERS' : 'NOT_TRIED_YET'
}

/** Only slots that have a limit at all are among the remaining ones; a waiting session is not counted as used. */
function isOverQuota(need: ResourceSlots, use: ResourceUse): boolean {
  return [use.keypair, use.project].some(({limits, remaining}) =>
    [...need].some(([slot, amount]) => {
      const limit = limits[slot]
      const left = remaining[slot]
      return limit !== undefined && limit !== 'Infinity' && left !== undefined && amount.gt(new Decimal(left))
    }),
  )
}

function placeInQueue(facts: WaitFacts): Pick<Explanation, 'position' | 'positionScope'> {
  if (facts.managerPosition !== undefined) return {position: facts.managerPosition, positionScope: 'queue'}
  const rivals = facts.others.filter(
    (other) =>
      phaseOf(other.status) === 'queued' &&
      other.resourceGroup === facts.session.resourceGroup &&
      other.id !== facts.session.id,
  )
  const queue = queueOrder([facts.session, ...rivals])
  return {
    position: queue.findIndex((session) => session.id === facts.session.id) + 1,
    positionScope: 'visible',
  }
}

/** The fewest visible sessions of one node whose end makes room: one that is enough and frees least, or several. */
function blockers(facts: WaitFacts, need: ResourceSlots, nodes: readonly Node[]): Blocker[] {
  const sets = nodes
    .filter((node) => fitsInto(need, node.capacity))
    .map((node) => blockersOn(node, facts.others, need))
    .filter((set) => set.length > 0)
  const fewest = sets.sort((a, b) => a.length - b.length)[0] ?? []
  return fewest.map((session) => ({
    id: session.id,
    name: session.name,
    frees: writeSlots(onlyNeeded(readSlots(session.occupiedSlots), need)),
  }))
}

function blockersOn(node: Node, others: readonly Session[], need: ResourceSlots): Session[] {
  const missing = shortBy(need, node.free)
  const weight = (session: Session): Decimal =>
    [...missing.keys()].reduce(
      (sum, slot) => sum.plus(slotAmount(readSlots(session.occupiedSlots), slot)),
      new Decimal(0),
    )
  const here = others
    .filter((other) => other.agents.includes(node.id) && phaseOf(other.status) === 'running')
    .filter((other) => weight(other).gt(0))
    .sort((a, b) => weight(a).cmp(weight(b)))
  const enough = here.find((other) => fitsInto(need, addSlots(node.free, readSlots(other.occupiedSlots))))
  if (enough) return [enough]
  const chosen: Session[] = []
  let free = node.free
  for (const other of here.reverse()) {
    chosen.push(other)
    free = addSlots(free, readSlots(other.occupiedSlots))
    if (fitsInto(need, free)) return chosen
  }
  return []
}

function mostThatFits(nodes: readonly Node[], short: ResourceSlots): SlotAmounts {
  return Object.fromEntries(
    [...short.keys()].map((slot) => {
      const amounts = nodes.map((node) => slotAmount(node.free, slot))
      const most = Decimal.max(0, ...amounts)
      return [slot, (isAcceleratorSlot(slot) ? most.toDecimalPlaces(2, Decimal.ROUND_DOWN) : most).toFixed()]
    }),
  )
}

function managerWords({session, notes}: WaitFacts): string[] {
  const {scheduler} = session
  return [
    ...(session.statusInfo ? [session.statusInfo] : []),
    ...(scheduler?.failedPredicates.map(({name, message}) => (message ? `${name}: ${message}` : name)) ?? []),
    ...(scheduler?.message ? [scheduler.message] : []),
    ...(session.failure ? [session.failure] : []),
    ...(notes ?? []),
  ]
}

function onlyNeeded(amounts: ResourceSlots, need: ResourceSlots): ResourceSlots {
  return new Map([...need.keys()].map((slot) => [slot, slotAmount(amounts, slot)]))
}
