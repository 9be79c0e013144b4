import {InvalidValueError} from '../errors.js'
import {Decimal} from './decimal.js'

const UNITS = ['', 'k', 'm', 'g', 't', 'p', 'e'] as const
const SIZE = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:([kmgtpe])i?b?|b)?$/i

/**
 * Reads a size in bytes: `512m`, `16g`, `16Gi`, `1.5GiB`, `1024`. Suffixes are binary (1k = 1024), whatever their case.
 * @returns whole bytes
 * @throws InvalidValueError when the text is no size, is not a whole number of bytes, or is too large to be exact.
 */
export function parseSize(text: string): number {
  const match = SIZE.exec(text.trim())
  if (!match) throw new InvalidValueError(text, 'a size such as 512m, 16g or 1.5GiB')
  const power = UNITS.indexOf((match[2] ?? '').toLowerCase() as (typeof UNITS)[number])
  const bytes = new Decimal(match[1] ?? '0').times(new Decimal(1024).pow(power))
  if (!bytes.isInteger()) throw new InvalidValueError(text, 'a whole number of bytes')
  if (bytes.gt(Number.MAX_SAFE_INTEGER)) throw new InvalidValueError(text, 'a size below 8 PiB')
  return bytes.toNumber()
}

/** Writes bytes for people: `16 GiB`, `1.5 GiB`, `512 MiB`; at most two decimals. */
export function formatSize(bytes: number): string {
  let value = bytes
  let power = 0
  while (Math.abs(round(value)) >= 1024 && power < UNITS.length - 1) {
    value /= 1024
    power += 1
  }
  return power === 0 ? `${round(value)} B` : `${round(value)} ${(UNITS[power] ?? '').toUpperCase()}iB`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
