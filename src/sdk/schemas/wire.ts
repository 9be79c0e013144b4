import {z} from 'zod/mini'
import {Decimal, formatDecimal} from '../values/decimal.js'
import {readAmount, type SlotAmounts} from '../values/resource-slots.js'

/** A `JSONString` of the manager's GraphQL: JSON inside a string (`null` and empty text count as absent). */
export function jsonText<Schema extends z.core.$ZodType>(inner: Schema) {
  return z.pipe(parsedText, z.nullable(inner))
}

const parsedText = z.pipe(
  z.nullish(z.string()),
  z.transform((text, context): unknown => {
    if (text === null || text === undefined || text === '') return null
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.issues.push({code: 'custom', message: 'is no JSON text', input: text})
      return z.NEVER
    }
  }),
)

/** Slot amounts: an object of decimal strings. `NaN` (a limit nobody set, 26.8) and null are left out. */
export const slotAmounts = z.pipe(
  z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  z.transform((slots, context): SlotAmounts => {
    const amounts: Record<string, string> = {}
    for (const [name, value] of Object.entries(slots)) {
      const text = String(value ?? 'NaN')
      if (text === 'NaN') continue
      const amount = readAmountText(name, text)
      if (amount !== undefined) amounts[name] = amount
      else context.issues.push({code: 'custom', message: 'is no amount', path: [name], input: value})
    }
    return amounts
  }),
)

/** A JSON text of slot amounts. Many rows of a list have the same ones, which are read once. */
export const slotAmountsText = z.pipe(
  z.nullish(z.string()),
  z.transform((text, context): SlotAmounts | null => {
    const known = text ? readAmounts.get(text) : null
    if (known !== undefined) return known
    const {data, error} = z.safeParse(amountsText, text)
    for (const {message, path} of error?.issues ?? []) {
      context.issues.push({code: 'custom', message, path: [...path], input: text})
    }
    if (data) remember(text ?? '', data)
    return data ?? null
  }),
)

const amountsText = jsonText(slotAmounts)

/** By their text; what is in it is not changed by anyone. */
const readAmounts = new Map<string, SlotAmounts>()
const MOST_REMEMBERED = 1000

function remember(text: string, amounts: SlotAmounts): void {
  if (readAmounts.size >= MOST_REMEMBERED) readAmounts.clear()
  readAmounts.set(text, Object.freeze(amounts))
}

/** One amount as plain decimal text. JSON writes `1e-7` for small numbers, and some releases `0.500000`. */
function readAmountText(slot: string, text: string): string | undefined {
  try {
    return formatDecimal(EXPONENT.test(text) ? new Decimal(text) : readAmount(slot, text))
  } catch {
    return undefined
  }
}

/** Three digits of exponent at most: more would only fill the memory with zeros. */
const EXPONENT = /^-?\d+(\.\d*)?e[+-]?\d{1,3}$/i

/** Text, where null and the literal `None` of some REST answers mean nothing. */
export const optionalText = z.pipe(
  z.nullish(z.string()),
  z.transform((text) =>
    text === undefined || text === null || text === '' || text === 'None' ? null : text,
  ),
)

/** `2026-11-27 16:45:39+00:00` and other forms, as ISO-8601. */
export const moment = z.pipe(
  optionalText,
  z.transform((text) => {
    const at = text === null ? Number.NaN : Date.parse(text)
    return Number.isNaN(at) ? null : new Date(at).toISOString()
  }),
)
