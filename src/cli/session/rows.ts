import {
  bestNode,
  formatDecimal,
  formatSize,
  isByteSlot,
  needsOf,
  phaseOf,
  queueOrder,
  shortBy,
  slotAmount,
  usableNodes,
  type Agent,
  type BackendAI,
  type Decimal,
  type Session,
} from '../../sdk/index.js'
import type {SessionRow} from '../views/session.js'

/** What the reasons of waiting sessions are worked out from, fetched at the first one that waits. */
export class WaitReasons {
  #agents: Promise<Agent[] | undefined> | undefined

  constructor(
    private readonly client: BackendAI,
    private readonly signal: AbortSignal,
  ) {}

  /** Rows for a list: each waiting session gets a short reason, and its place; among those given unless told. */
  async rows(sessions: readonly Session[], places = placesIn(sessions)): Promise<SessionRow[]> {
    this.#agents ??= sessions.some(isQueued)
      ? this.client.agents.summary(undefined, {signal: this.signal})
      : undefined
    const agents = await this.#agents
    return sessions.map((session) => ({
      ...session,
      position: places.get(session.id) ?? null,
      reason: isQueued(session) ? waitReason(session, agents) : endReason(session),
    }))
  }
}

/** `needs 0.4 cuda.shares, 0.2 free`; the manager's own word when that is all there is. */
export function waitReason(session: Session, agents: readonly Agent[] | undefined): string | null {
  if (session.startsAt && Date.parse(session.startsAt) > Date.now()) return `starts at ${session.startsAt}`
  if (agents === undefined) return session.statusInfo
  const nodes = usableNodes(agents, session.resourceGroup)
  const need = needsOf(session)
  const best = bestNode(nodes, need)
  if (best === undefined) return `no agent is ready in ${session.resourceGroup ?? 'its resource group'}`
  const [short] = [...shortBy(need, best.free).keys()]
  if (short === undefined) return session.statusInfo
  const free = slotAmount(best.free, short)
  return `needs ${amountText(short, slotAmount(need, short))}, ${amountText(short, free, false)} free`
}

/** An amount with its slot for people: `0.4 cuda.shares`, `8 GiB`. */
export function amountText(slot: string, amount: Decimal, named = true): string {
  if (isByteSlot(slot)) return `${formatSize(amount.toNumber())}${named ? ' of memory' : ''}`
  return `${formatDecimal(amount)}${named ? ` ${slot}` : ''}`
}

/** Amounts by slot for people: `0.4 cuda.shares, 1 cpu, 1 GiB of memory`; accelerators first. */
export function amountsText(amounts: ReadonlyMap<string, Decimal>): string {
  return [...amounts]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([slot, amount]) => amountText(slot, amount))
    .join(', ')
}

function rank(slot: string): number {
  return slot === 'cpu' ? 1 : slot === 'mem' ? 2 : 0
}

/** The place of each waiting session in the queue of its resource group, from 1 on. */
export function placesIn(sessions: readonly Session[]): ReadonlyMap<string, number> {
  const last = new Map<string | null, number>()
  const places = queueOrder(sessions.filter(isQueued)).map(({id, resourceGroup}): [string, number] => {
    const place = (last.get(resourceGroup) ?? 0) + 1
    last.set(resourceGroup, place)
    return [id, place]
  })
  return new Map(places)
}

function isQueued({status}: Session): boolean {
  return phaseOf(status) === 'queued'
}

function endReason(session: Session): string | null {
  return session.failure ?? session.statusInfo
}
