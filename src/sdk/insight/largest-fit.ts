import {Decimal} from '../values/decimal.js'
import {
  isAcceleratorSlot,
  slotAmount,
  writeSlots,
  type ResourceSlots,
  type SlotAmounts,
} from '../values/resource-slots.js'
import type {Node} from './capacity.js'

/** The largest session that would start now, and where. */
export interface Fit {
  /** The node it would go to. */
  agent: string
  slots: SlotAmounts
}

/**
 * The largest single-node session that starts at once: the node with the most accelerators free, then cores, then
 * memory, each slot cut to what every limit leaves. Slots without a limit are absent from a limit. Undefined without
 * a node.
 */
export function largestFit(nodes: readonly Node[], limits: readonly ResourceSlots[]): Fit | undefined {
  const fits = nodes.map(({id, free}) => ({agent: id, slots: cut(free, limits)}))
  const [best] = fits.sort((a, b) => compare(b.slots, a.slots))
  return best && {agent: best.agent, slots: writeSlots(best.slots)}
}

function cut(free: ResourceSlots, limits: readonly ResourceSlots[]): ResourceSlots {
  return new Map(
    [...free].map(([slot, amount]): [string, Decimal] => {
      const left = limits.map((limit) => limit.get(slot)).filter((value) => value !== undefined)
      const most = Decimal.max(0, Decimal.min(amount, ...left))
      // Managers give shares in hundredths; more digits would be refused.
      return [slot, isAcceleratorSlot(slot) ? most.toDecimalPlaces(2, Decimal.ROUND_DOWN) : most]
    }),
  )
}

function compare(a: ResourceSlots, b: ResourceSlots): number {
  return (
    accelerators(a).cmp(accelerators(b)) ||
    slotAmount(a, 'cpu').cmp(slotAmount(b, 'cpu')) ||
    slotAmount(a, 'mem').cmp(slotAmount(b, 'mem'))
  )
}

function accelerators(slots: ResourceSlots): Decimal {
  return [...slots]
    .filter(([slot]) => isAcceleratorSlot(slot))
    .reduce((sum, [, amount]) => sum.plus(amount), new Decimal(0))
}
