import {parseDecimal} from '../../sdk/values/decimal.js'
import type {SlotAmounts} from '../../sdk/values/resource-slots.js'
import type {Cluster} from '../cluster/cluster.js'
import {isOccupying, type SessionRecord, type StatusData} from '../cluster/model.js'
import {heldBy} from '../cluster/occupancy.js'
import {writeSlots} from '../../sdk/values/resource-slots.js'

/** Answer of `GET /session/{s}`: six of its fields are Python representations, not JSON. */
export function sessionInfo(cluster: Cluster, session: SessionRecord): Record<string, unknown> {
  const {info, data} = statusReason(cluster, session)
  const kernel = session.kernels[0]
  const occupied = isOccupying(session.status) ? writeSlots(heldBy(session)) : {}
  return {
    age: cluster.options.now() - Date.parse(session.createdAt),
    domainName: session.domain,
    groupId: session.projectId,
    userId: session.userId,
    lang: session.image,
    image: session.image,
    architecture: session.architecture,
    registry: session.registry,
    tag: session.tag,
    containerId: (kernel && cluster.lifecycle.kernel(kernel.id)?.containerId) ?? null,
    occupiedSlots: pythonSlots(occupied),
    occupyingSlots: pythonSlots(occupied),
    requestedSlots: pythonSlots(session.requestedSlots),
    occupiedShares: '{}',
    environ: pythonDict(session.environ),
    resourceOpts: pythonOptions(session),
    status: session.status,
    statusInfo: info || 'None',
    statusData: data,
    creationTime: session.createdAt,
    terminationTime: session.terminatedAt,
    numQueriesExecuted: 0,
    lastStat: null,
    idleChecks: idleChecks(),
  }
}

/** Why the session is where it is; for a waiting one, what the last scheduling pass said. */
export function statusReason(
  cluster: Cluster,
  session: SessionRecord,
): {info: string | null; data: StatusData | null} {
  if (session.status !== 'PENDING') return {info: session.statusInfo, data: session.statusData}
  const attempt = cluster.dispatcher.attemptOf(session.id)
  if (attempt) {
    const {info, msg, failed, passed} = attempt.reason
    return {
      info,
      data: {
        scheduler: {
          retries: attempt.retries,
          last_try: attempt.lastTry,
          msg,
          failed_predicates: failed,
          passed_predicates: passed,
        },
      },
    }
  }
  const blocker = cluster.dispatcher.blockerOf(session.scalingGroup)
  if (!blocker) return {info: session.statusInfo || null, data: session.statusData}
  const msg = `Not attempted: the resource group ran out of resources at the earlier session ${blocker.id}`
  return {
    info: 'no-available-instances',
    data: {scheduler: {retries: 0, last_try: null, msg, failed_predicates: [], passed_predicates: []}},
  }
}

/** Idle checks in force; none ends a session here. */
export function idleChecks(): Record<string, unknown> {
  return {session_lifetime: {remaining: null, remaining_time_type: 'expire_after', extra: null}}
}

/** Id of the container of a kernel, 64 digits as engines have them. */
export function containerIdOf(kernelId: string): string {
  return kernelId.replaceAll('-', '').padEnd(64, '0')
}

/** Options of every kernel by its host name. */
export function resourceOptsByHost(session: SessionRecord): Record<string, unknown> {
  return Object.fromEntries(session.kernels.map(({hostname}) => [hostname, session.resourceOpts]))
}

function pythonSlots(slots: SlotAmounts): string {
  const items = Object.entries(slots).map(
    ([slot, amount]) => `'${slot}': Decimal('${parseDecimal(amount).toFixed()}')`,
  )
  return `{${items.join(', ')}}`
}

function pythonOptions(session: SessionRecord): string {
  const hosts = Object.entries(resourceOptsByHost(session)).map(
    ([host, options]) => `'${host}': ${pythonDict(options as Record<string, unknown>)}`,
  )
  return `{${hosts.join(', ')}}`
}

function pythonDict(values: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(values)
    .map(([key, value]) => `${pythonText(key)}: ${pythonValue(value)}`)
    .join(', ')}}`
}

function pythonValue(value: unknown): string {
  if (typeof value === 'string') return pythonText(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return value === null || value === undefined ? 'None' : JSON.stringify(value)
}

function pythonText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`
}
