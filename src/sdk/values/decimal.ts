import {Decimal as DecimalJs} from 'decimal.js'
import {InvalidValueError} from '../errors.js'

/**
 * An exact decimal number. Resource amounts are never floats: `0.1 + 0.2` is `0.3`, and three times `0.3` is `0.9`.
 * `Infinity` is a legal value: managers send it for "unlimited".
 */
export const Decimal = DecimalJs.clone({precision: 60, toExpNeg: -40, toExpPos: 60})
export type Decimal = DecimalJs

/** Zero, for sums. */
export const ZERO: Decimal = new Decimal(0)

const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)$/

/**
 * Reads a plain decimal (`0.4`, `2`, `.5`) or `Infinity`.
 * @throws InvalidValueError for anything else, exponents and empty text included.
 */
export function parseDecimal(text: string): Decimal {
  const trimmed = text.trim()
  if (/^(inf|infinity)$/i.test(trimmed)) return new Decimal(Infinity)
  if (!PLAIN.test(trimmed)) throw new InvalidValueError(text, 'a decimal number such as 0.4 or 2')
  return new Decimal(trimmed)
}

/** Writes a decimal without exponent and without trailing zeros; `Infinity` for unlimited. */
export function formatDecimal(value: Decimal): string {
  return value.isFinite() ? value.toFixed() : value.toString()
}
