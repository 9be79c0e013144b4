/**
 * Defines properties that are made when they are first read: most programs use few parts of a client, and the schemas
 * of each take their time.
 */
export function defineWhenUsed<Owner extends object>(
  owner: Owner,
  makers: {readonly [Name in keyof Owner]?: () => Owner[Name]},
): void {
  for (const [name, make] of Object.entries<(() => unknown) | undefined>(makers)) {
    const get = (): unknown => {
      const value = make?.()
      Object.defineProperty(owner, name, {value, enumerable: true})
      return value
    }
    Object.defineProperty(owner, name, {get, enumerable: true, configurable: true})
  }
}
