import {UnsupportedError} from '../errors.js'
import {formatDecimal, type Decimal} from '../values/decimal.js'
import {isAcceleratorSlot} from '../values/resource-slots.js'

/** A slot that gives fractions of a device, such as `cuda.shares`. */
export function isFractionalSlot(slot: string): boolean {
  return slot.endsWith('.shares')
}

/** `cuda` of `cuda.shares`. */
export function deviceOf(slot: string): string {
  return slot.split('.')[0] ?? slot
}

/**
 * The slot that `--gpu AMOUNT` means on this installation: a fractional one where there is one, a whole-device one
 * for whole numbers; CUDA before other makers.
 *
 * @param slots names of the slots the installation has, or that agents of the resource group report
 * @throws UnsupportedError when there is no GPU, or only whole ones and a fraction is asked for
 */
export function chooseGpuSlot(amount: Decimal, slots: readonly string[], where: string): string {
  const accelerators = slots.filter(isAcceleratorSlot).sort(cudaFirst)
  const fractional = accelerators.find(isFractionalSlot)
  if (fractional) return fractional
  const whole = accelerators.filter((slot) => slot.endsWith('.device'))
  const first = whole[0]
  if (first === undefined) {
    throw new UnsupportedError(`There is no GPU in ${where}.`, {
      hints: [`It has: ${slots.length > 0 ? [...slots].sort().join(', ') : 'no slots at all'}.`],
    })
  }
  if (!amount.isInteger()) {
    throw new UnsupportedError(
      `${where} has whole GPUs only (${first}); ${formatDecimal(amount)} of one cannot be given.`,
      {hints: [`Ask for a whole number: --gpu ${formatDecimal(amount.ceil())}.`]},
    )
  }
  return first
}

function cudaFirst(a: string, b: string): number {
  return Number(deviceOf(b) === 'cuda') - Number(deviceOf(a) === 'cuda') || a.localeCompare(b)
}
