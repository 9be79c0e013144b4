const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/** Reads an id, in the words of the manager's own error. */
export function readUuid(value: unknown): string {
  if (typeof value === 'string' && UUID.test(value)) return value.toLowerCase()
  // A plain error: the GraphQL library adds the place and the value to it.
  throw new TypeError('badly formed hexadecimal UUID string')
}
