import {Decimal, formatDecimal, parseDecimal, ZERO} from './decimal.js'
import {parseSize} from './size.js'

/** Resource amounts by slot name, as they travel: plain decimal strings, bytes for `mem` (manager API, all releases). */
export type SlotAmounts = Readonly<Record<string, string>>

/** Resource amounts by slot name, for arithmetic. A slot that is absent counts as zero. */
export type ResourceSlots = ReadonlyMap<string, Decimal>

/** Reads amounts as managers send them. `null` values (no limit in presets and policies) are left out. */
export function readSlots(wire: Readonly<Record<string, string | number | null>>): ResourceSlots {
  const slots = new Map<string, Decimal>()
  for (const [name, value] of Object.entries(wire)) {
    if (value !== null) slots.set(name, readAmount(name, String(value)))
  }
  return slots
}

/**
 * Reads one amount a person typed or a manager sent: sizes for byte slots (`mem=16g`), decimals otherwise.
 * @throws InvalidValueError naming what is accepted.
 */
export function readAmount(slot: string, text: string): Decimal {
  return isByteSlot(slot) && /[a-z]$/i.test(text) && !/^inf/i.test(text)
    ? new Decimal(parseSize(text))
    : parseDecimal(text)
}

/** Writes amounts as managers take them. */
export function writeSlots(slots: ResourceSlots): Record<string, string> {
  return Object.fromEntries([...slots].map(([name, value]) => [name, formatDecimal(value)]))
}

/** Whether amounts of this slot are bytes. */
export function isByteSlot(slot: string): boolean {
  return slot === 'mem' || slot.endsWith('.mem')
}

/** Whether this slot is an accelerator (anything that is not CPU, memory or disk): `cuda.shares`, `rocm.device`, … */
export function isAcceleratorSlot(slot: string): boolean {
  return slot !== 'cpu' && slot !== 'mem' && slot.includes('.')
}

/** Amount of one slot, zero when absent. */
export function slotAmount(slots: ResourceSlots, name: string): Decimal {
  return slots.get(name) ?? ZERO
}

/** a + b, slot by slot. */
export function addSlots(a: ResourceSlots, b: ResourceSlots): ResourceSlots {
  return combine(a, b, (x, y) => x.plus(y))
}

/** a − b, slot by slot; may go below zero. */
export function subtractSlots(a: ResourceSlots, b: ResourceSlots): ResourceSlots {
  return combine(a, b, (x, y) => x.minus(y))
}

/** What `need` asks beyond `free`: only the slots that are short, with the missing amount. Empty when it fits. */
export function shortBy(need: ResourceSlots, free: ResourceSlots): ResourceSlots {
  return new Map(
    [...need]
      .map(([name, amount]): [string, Decimal] => [name, amount.minus(slotAmount(free, name))])
      .filter(([, missing]) => missing.gt(0)),
  )
}

/** Whether `need` fits into `free`. */
export function fitsInto(need: ResourceSlots, free: ResourceSlots): boolean {
  return shortBy(need, free).size === 0
}

function combine(
  a: ResourceSlots,
  b: ResourceSlots,
  operation: (x: Decimal, y: Decimal) => Decimal,
): ResourceSlots {
  const names = new Set([...a.keys(), ...b.keys()])
  return new Map([...names].map((name) => [name, operation(slotAmount(a, name), slotAmount(b, name))]))
}
