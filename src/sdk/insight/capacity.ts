import type {Agent} from '../resources/agents.js'
import type {Session} from '../schemas/session.js'
import {ZERO, type Decimal} from '../values/decimal.js'
import {
  addSlots,
  fitsInto,
  readSlots,
  shortBy,
  subtractSlots,
  type ResourceSlots,
} from '../values/resource-slots.js'

/** A node that new sessions may go to, with what is free on it. */
export interface Node {
  id: string
  capacity: ResourceSlots
  free: ResourceSlots
}

/** The nodes of a resource group that are alive and take sessions. */
export function usableNodes(agents: readonly Agent[], resourceGroup: string | null): Node[] {
  return agents
    .filter((agent) => agent.status === 'ALIVE' && agent.schedulable)
    .filter((agent) => resourceGroup === null || agent.resourceGroup === resourceGroup)
    .map((agent) => {
      const capacity = readSlots(agent.capacity)
      return {id: agent.id, capacity, free: subtractSlots(capacity, readSlots(agent.occupied))}
    })
}

/** What a session needs, zero amounts left out. */
export function needsOf(session: Session): ResourceSlots {
  return new Map([...readSlots(session.requestedSlots)].filter(([, amount]) => amount.gt(0)))
}

/** The node that lacks least for the need: the one with the smallest missing share of it. */
export function bestNode(nodes: readonly Node[], need: ResourceSlots): Node | undefined {
  return [...nodes].sort((a, b) => missingShare(need, a.free).cmp(missingShare(need, b.free)))[0]
}

/** The order managers schedule in: priority first, then who came earlier. */
export function queueOrder(sessions: readonly Session[]): Session[] {
  return [...sessions].sort(
    (a, b) => (b.priority ?? 0) - (a.priority ?? 0) || inOrder(a.createdAt ?? '', b.createdAt ?? ''),
  )
}

/** Moments need no rules of a language, which take long to load. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/**
 * The sessions that start when amounts come free: the queue is walked in order, each one takes its place on the node
 * where it fits, and what does not fit waits on.
 */
export function startsAfterFreeing(
  queue: readonly Session[],
  nodes: readonly Node[],
  freed: ReadonlyMap<string, ResourceSlots>,
): Session[] {
  const free = new Map(nodes.map((node) => [node.id, addSlots(node.free, freed.get(node.id) ?? new Map())]))
  return queueOrder(queue).filter((session) => {
    const need = needsOf(session)
    const place = [...free].find(([, amounts]) => fitsInto(need, amounts))
    if (place) free.set(place[0], subtractSlots(place[1], need))
    return place !== undefined
  })
}

/** What ending these sessions gives back, by node. */
export function freedBy(sessions: readonly Session[]): Map<string, ResourceSlots> {
  const freed = new Map<string, ResourceSlots>()
  for (const session of sessions) {
    // Several nodes share a cluster's amounts in a way only its containers tell; one node is the rule.
    for (const agent of session.agents.slice(0, 1)) {
      freed.set(agent, addSlots(freed.get(agent) ?? new Map(), readSlots(session.occupiedSlots)))
    }
  }
  return freed
}

function missingShare(need: ResourceSlots, free: ResourceSlots): Decimal {
  let share = ZERO
  for (const [slot, missing] of shortBy(need, free)) {
    const wanted = need.get(slot)
    if (wanted?.gt(0)) share = share.plus(missing.div(wanted))
  }
  return share
}
