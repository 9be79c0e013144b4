import {Decimal, formatDecimal, ZERO} from '../../sdk/values/decimal.js'
import type {DeviceShare} from './model.js'

/** Slot whose amounts are shares of simulated GPUs. */
export const GPU_SLOT = 'cuda.shares'

/** One GPU as the scheduler sees it. */
export interface DeviceCapacity {
  id: string
  total: Decimal
  free: Decimal
}

/** Rounds down to the allocation step, as agents do. */
export function roundToQuantum(amount: Decimal, quantum: Decimal): Decimal {
  return quantum.gt(0) ? amount.div(quantum).floor().times(quantum) : amount
}

/**
 * Chooses GPUs for an amount of shares: the fullest one that still holds all of it, else as few as possible, the
 * emptiest first. Undefined when the free shares do not suffice.
 */
export function chooseDevices(
  devices: readonly DeviceCapacity[],
  shares: Decimal,
  quantum: Decimal,
): DeviceShare[] | undefined {
  const single = devices
    .filter((device) => device.free.gte(shares))
    .reduce<DeviceCapacity | undefined>((best, d) => (best && best.free.lte(d.free) ? best : d), undefined)
  if (single) return [share(single, roundToQuantum(shares, quantum))]
  return spread(devices, shares, quantum)
}

function spread(
  devices: readonly DeviceCapacity[],
  shares: Decimal,
  quantum: Decimal,
): DeviceShare[] | undefined {
  const wanted = roundToQuantum(shares, quantum)
  const chosen: DeviceShare[] = []
  let missing = wanted
  for (const device of devices.toSorted((a, b) => b.free.cmp(a.free))) {
    if (missing.lte(0)) break
    const part = roundToQuantum(Decimal.min(missing, device.free), quantum)
    if (part.gt(0)) chosen.push(share(device, part))
    missing = missing.minus(part)
  }
  return missing.lte(0) ? chosen : undefined
}

/** Sum of the shares. */
export function totalShares(shares: readonly DeviceShare[]): Decimal {
  return shares.reduce((sum, one) => sum.plus(one.shares), ZERO)
}

function share(device: DeviceCapacity, shares: Decimal): DeviceShare {
  return {deviceId: device.id, shares: formatDecimal(shares)}
}
