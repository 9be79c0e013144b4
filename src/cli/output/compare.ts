import {valueText} from './text.js'
import type {Json} from './view.js'

/** A value as --sort and --filter see it. */
export interface Comparable {
  /** `none`: null or empty. */
  readonly kind: 'none' | 'amount' | 'date' | 'text'
  readonly text: string
  /** Amounts: the number, or bytes of a size. Dates: milliseconds. Otherwise not used. */
  readonly number: number
}

/** An amount without exponent. Leading zeros mean that it is a name (`007`). */
const DECIMAL = /^([+-]?)((?:0|[1-9]\d*)?)(?:\.(\d+))?$/
const SIZE = /^(\d+(?:\.\d+)?|\.\d+) ?(?:([kmgtpe])(?:i?b)?|b)$/i
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** Reads a value: numbers, decimal strings and sizes are amounts, ISO 8601 times are dates, the rest is text. */
export function comparable(value: Json): Comparable {
  const text = valueText(value)
  if (text === '') return {kind: 'none', text, number: 0}
  if (typeof value === 'number') return {kind: 'amount', text, number: value}
  if (typeof value === 'string') {
    const amount = readAmount(text)
    if (amount !== undefined) return {kind: 'amount', text, number: amount}
    const date = readDate(text)
    if (date !== undefined) return {kind: 'date', text, number: date}
  }
  return {kind: 'text', text, number: 0}
}

/** Whether two values can be told apart by size or time, not only by their letters. */
export function sameMeasure(a: Comparable, b: Comparable): boolean {
  return a.kind === b.kind && (a.kind === 'amount' || a.kind === 'date')
}

/** Orders two amounts or two dates. Exact: decimal strings that are equal as floats are compared digit by digit. */
export function compareMeasures(a: Comparable, b: Comparable): number {
  if (a.number !== b.number) return a.number < b.number ? -1 : 1
  return a.text === b.text || a.kind === 'date' ? 0 : compareDigits(a.text, b.text)
}

/** Natural order of texts: `node2` before `node10`, whatever the user's locale. */
export function naturalOrder(): (a: Comparable, b: Comparable) => number {
  const collator = new Intl.Collator('en', {numeric: true})
  return (a, b) => collator.compare(a.text, b.text)
}

function readAmount(text: string): number | undefined {
  if (/^[+-]?Infinity$/.test(text) || isDecimal(text)) return Number(text)
  const size = SIZE.exec(text)
  if (size === null) return undefined
  return Number(size[1]) * 1024 ** 'bkmgtpe'.indexOf((size[2] ?? 'b').toLowerCase())
}

function isDecimal(text: string): boolean {
  return DECIMAL.test(text) && /\d/.test(text)
}

function readDate(text: string): number | undefined {
  const match = DATE.exec(text)
  if (match === null) return undefined
  // Managers leave the zone out where they mean UTC; JavaScript would take local time.
  const hasZone = match[1] !== undefined || text.length === 10
  const time = Date.parse(hasZone ? text : `${text}Z`)
  return Number.isNaN(time) ? undefined : time
}

function compareDigits(a: string, b: string): number {
  if (!isDecimal(a) || !isDecimal(b)) return 0
  const places = Math.max(fraction(a).length, fraction(b).length)
  const [x, y] = [scaled(a, places), scaled(b, places)]
  return x === y ? 0 : x < y ? -1 : 1
}

function fraction(text: string): string {
  return DECIMAL.exec(text)?.[3] ?? ''
}

function scaled(text: string, places: number): bigint {
  const [, sign, whole] = DECIMAL.exec(text) ?? []
  const digits = BigInt(`0${whole ?? ''}${fraction(text).padEnd(places, '0')}`)
  return sign === '-' ? -digits : digits
}
