/**
 * What a person means by REF: `@last` (what the last create made), `@name` (the members `name-1`, `name-2`, … of an
 * array), a full id, or the beginning of a name or id.
 */
export type Reference =
  {kind: 'last'} | {kind: 'array'; array: string} | {kind: 'id'; id: string} | {kind: 'prefix'; text: string}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Sorts a reference by its form; it is not looked up here. */
export function parseReference(text: string): Reference {
  const trimmed = text.trim()
  if (trimmed === '@last') return {kind: 'last'}
  if (trimmed.startsWith('@')) return {kind: 'array', array: trimmed.slice(1)}
  if (UUID.test(trimmed)) return {kind: 'id', id: trimmed.toLowerCase()}
  return {kind: 'prefix', text: trimmed}
}

/** Name of one member of an array: `train-3`. Numbers start at 1. */
export function memberName(array: string, index: number): string {
  return `${array}-${index}`
}

/** Whether a session name is a member of the array. */
export function isMemberOf(name: string, array: string): boolean {
  return name.startsWith(`${array}-`) && /^\d+$/.test(name.slice(array.length + 1))
}

/** The array a name belongs to, when it looks like a member. */
export function arrayOf(name: string): string | undefined {
  return /^(.+)-\d+$/.exec(name)?.[1]
}
