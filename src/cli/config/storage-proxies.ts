/** Reads `ADDRESS=ADDRESS,…`; undefined when it is something else. */
export function readStorageProxies(text: string): Record<string, string> | undefined {
  const pairs = text
    .split(',')
    .map((pair) => pair.split('=').map((address) => address.trim().replace(/\/+$/, '')))
  const isPair = (pair: string[]): pair is [string, string] => pair.length === 2 && pair.every(isAddress)
  return pairs.every(isPair) ? Object.fromEntries(pairs) : undefined
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
