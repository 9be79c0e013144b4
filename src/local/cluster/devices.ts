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

/** What is asked of the GPUs of one agent. */
export interface ShareRequest {
  shares: Decimal
  quantum: Decimal
  /** Whether the amount may be put together from leftovers of more GPUs than it would take if they were free. */
  mayScatter: boolean
}

/**
 * Chooses GPUs for an amount of shares: the fullest one that still holds all of it, else as few as possible, the
 * emptiest first. Undefined when the free shares do not suffice.
 */
export function chooseDevices(
  devices: readonly DeviceCapacity[],
  request: ShareRequest,
): DeviceShare[] | undefined {
  const single = devices
    .filter((device) => device.free.gte(request.shares))
    .reduce<DeviceCapacity | undefined>((best, d) => (best && best.free.lte(d.free) ? best : d), undefined)
  if (single) return [share(single, roundToQuantum(request.shares, request.quantum))]
  const chosen = spread(devices, request)
  const isScattered = chosen !== undefined && chosen.length > fewestDevices(devices, request.shares)
  return isScattered && !request.mayScatter ? undefined : chosen
}

function spread(
  devices: readonly DeviceCapacity[],
  {shares, quantum}: ShareRequest,
): DeviceShare[] | undefined {
  const chosen: DeviceShare[] = []
  let missing = roundToQuantum(shares, quantum)
  for (const device of devices.toSorted((a, b) => b.free.cmp(a.free))) {
    if (missing.lte(0)) break
    const part = roundToQuantum(Decimal.min(missing, device.free), quantum)
    if (part.gt(0)) chosen.push(share(device, part))
    missing = missing.minus(part)
  }
  return missing.lte(0) ? chosen : undefined
}

/** How many GPUs the amount would take if nothing were in use. */
function fewestDevices(devices: readonly DeviceCapacity[], shares: Decimal): number {
  let held = ZERO
  const place = devices
    .toSorted((a, b) => b.total.cmp(a.total))
    .findIndex((device) => {
      held = held.plus(device.total)
      return held.gte(shares)
    })
  return place < 0 ? devices.length : place + 1
}

function share(device: DeviceCapacity, shares: Decimal): DeviceShare {
  return {deviceId: device.id, shares: formatDecimal(shares)}
}
