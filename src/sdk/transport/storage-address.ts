import {UnreachableError} from '../errors.js'

/**
 * The address of a storage proxy with its beginning replaced as the list says; as it is without a list.
 * @throws UnreachableError when there is a list, and the address is not on it
 */
export function storageAddress(told: string, list: Readonly<Record<string, string>> | undefined): string {
  if (!list) return told
  const [from, to] = Object.entries(list).find(([beginning]) => beginsWith(told, beginning)) ?? []
  if (from !== undefined && to !== undefined) return to + told.slice(from.length)
  throw new UnreachableError(`The storage at ${told} is not among those that may be reached.`, {
    hints: ['Add it to BAI_OVERRIDE_STORAGE_PROXY (or BACKEND_…): ADDRESS=ADDRESS FROM HERE,…'],
  })
}

/** `http://a:60` is not the beginning of `http://a:6021/upload`. */
function beginsWith(address: string, beginning: string): boolean {
  return address.startsWith(beginning) && /^($|[/?#])/.test(address.slice(beginning.length))
}
