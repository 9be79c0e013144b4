import {InvalidValueError} from '../errors.js'

/** There a string ends at the first quote with an even number of backslashes before it, and at the line's end. */
const UNWRITABLE = /(?<!\\)(?:\\\\)*\\(?:"|$)|[\r\n]/

/**
 * Text for the manager's filter language (`filter` of GraphQL lists, all releases): double quotes only,
 * and `\"` is the one escape that is undone; a backslash elsewhere is itself.
 * @throws InvalidValueError for text that this language cannot hold.
 */
export function quoteFilter(text: string): string {
  if (UNWRITABLE.test(text)) {
    throw new InvalidValueError(
      text,
      'text that the manager can search for: no line break, and no backslash before a quote or at the end',
    )
  }
  return `"${text.replaceAll('"', '\\"')}"`
}

/** Joins conditions so that every one holds. Each is put in brackets: `&` and `|` bind alike there, to the right. */
export function allOf(conditions: readonly (string | undefined)[]): string | undefined {
  const kept = conditions.filter((condition) => condition !== undefined)
  return kept.length > 0 ? kept.map((condition) => `(${condition})`).join(' & ') : undefined
}

/** Joins conditions of which one must hold. */
export function anyOf(conditions: readonly string[]): string | undefined {
  return conditions.length > 0 ? conditions.map((condition) => `(${condition})`).join(' | ') : undefined
}

/** `name` begins with the text, as SQL LIKE. */
export function startsWith(field: string, text: string): string {
  return `${field} like ${quoteFilter(text.replace(/[\\%_]/g, '\\$&') + '%')}`
}
