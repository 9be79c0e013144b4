import {Decimal, ZERO} from '../../sdk/values/decimal.js'
import {addSlots, readSlots, subtractSlots, type ResourceSlots} from '../../sdk/values/resource-slots.js'
import {isOccupying, type KernelRecord, type SessionRecord} from './model.js'
import {quotaKey} from './quotas.js'
import type {TableObserver} from './table.js'

/** Slots in use and how many kernels or sessions use them. */
export interface Usage {
  slots: ResourceSlots
  count: number
}

const NOTHING: Usage = {slots: new Map(), count: 0}

/**
 * What is in use, by agent, GPU and quota owner, kept up to date with every change of a session. Decimal sums are exact,
 * so adding and taking away over and over never drifts.
 */
export class Occupancy implements TableObserver<SessionRecord> {
  private readonly agents = new Map<string, Usage>()
  private readonly owners = new Map<string, Usage>()
  private readonly devices = new Map<string, Decimal>()

  onChange(before: SessionRecord | undefined, after: SessionRecord | undefined): void {
    const held = before && isOccupying(before.status) ? before : undefined
    const holds = after && isOccupying(after.status) ? after : undefined
    if (held && holds && sameHold(held, holds)) return
    if (held) this.count(held, -1)
    if (holds) this.count(holds, 1)
  }

  ofAgent(agentId: string): Usage {
    return this.agents.get(agentId) ?? NOTHING
  }

  /** Use of the owner behind a key made by `quotaKey`. */
  ofOwner(key: string): Usage {
    return this.owners.get(key) ?? NOTHING
  }

  /** Shares in use of one GPU. */
  ofDevice(deviceId: string): Decimal {
    return this.devices.get(deviceId) ?? ZERO
  }

  private count(session: SessionRecord, sign: 1 | -1): void {
    for (const kernel of session.kernels) this.countKernel(kernel, sign)
    const slots = heldBy(session)
    for (const key of ownersOf(session)) this.owners.set(key, combine(this.ofOwner(key), slots, sign))
  }

  private countKernel(kernel: KernelRecord, sign: 1 | -1): void {
    if (kernel.agentId === null) return
    const slots = readSlots(kernel.occupiedSlots)
    this.agents.set(kernel.agentId, combine(this.ofAgent(kernel.agentId), slots, sign))
    for (const {deviceId, shares} of kernel.devices) {
      this.devices.set(deviceId, this.ofDevice(deviceId).plus(new Decimal(shares).times(sign)))
    }
  }
}

/** What all kernels of a session hold together. */
export function heldBy(session: SessionRecord): ResourceSlots {
  return session.kernels
    .map((kernel) => readSlots(kernel.occupiedSlots))
    .reduce(addSlots, new Map<string, Decimal>())
}

function combine(usage: Usage, slots: ResourceSlots, sign: 1 | -1): Usage {
  const sum = sign > 0 ? addSlots(usage.slots, slots) : subtractSlots(usage.slots, slots)
  return {slots: sum, count: usage.count + sign}
}

function ownersOf(session: SessionRecord): string[] {
  return [
    quotaKey('keypair', session.accessKey),
    quotaKey('project', session.projectId),
    quotaKey('domain', session.domain),
  ]
}

function sameHold(a: SessionRecord, b: SessionRecord): boolean {
  return (
    a.accessKey === b.accessKey &&
    a.kernels.length === b.kernels.length &&
    a.kernels.every((kernel, index) => {
      const other = b.kernels[index]
      return (
        other !== undefined &&
        kernel.agentId === other.agentId &&
        kernel.occupiedSlots === other.occupiedSlots &&
        kernel.devices === other.devices
      )
    })
  )
}
