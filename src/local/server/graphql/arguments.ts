/** Whether an optional argument was given: clients leave it out or send null, which is the same. */
export function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null
}
