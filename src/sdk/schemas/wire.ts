import {z} from 'zod'
import type {SlotAmounts} from '../values/resource-slots.js'

/** A `JSONString` of the manager's GraphQL: JSON inside a string (`null` and empty text count as absent). */
export function jsonText<Schema extends z.ZodType>(inner: Schema) {
  return z
    .string()
    .nullish()
    .transform((text, context): unknown => {
      if (text === null || text === undefined || text === '') return null
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({code: 'custom', message: 'is no JSON text'})
        return z.NEVER
      }
    })
    .pipe(inner.nullable())
}

/** Slot amounts: an object of decimal strings. `NaN` (a limit nobody set, 26.8) and null are left out. */
export const slotAmounts = z
  .record(z.string(), z.union([z.string(), z.number(), z.null()]))
  .transform((slots): SlotAmounts =>
    Object.fromEntries(
      Object.entries(slots)
        .filter(([, amount]) => amount !== null && String(amount) !== 'NaN')
        .map(([name, amount]) => [name, tidyAmount(String(amount))]),
    ),
  )

/** Some releases write `0.500000` and `2.000000`: the same number, without the zeros. */
function tidyAmount(text: string): string {
  return /^-?\d+\.\d*$/.test(text) ? text.replace(/\.?0+$/, '') : text
}

/** Text, where null and the literal `None` of some REST answers mean nothing. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text === undefined || text === null || text === '' || text === 'None' ? null : text))
