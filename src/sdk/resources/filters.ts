/**
 * Text for the manager's filter language (`filter` of GraphQL lists, all releases): double quotes only,
 * and `\"` is the one escape that is undone; a backslash elsewhere is itself.
 */
export function quoteFilter(text: string): string {
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
