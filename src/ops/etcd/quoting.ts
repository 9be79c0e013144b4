/**
 * The percent-quoting of etcd keys as the manager does it (Python's `urllib.parse.quote(safe='')` and `unquote`).
 * `decodeURIComponent` is no substitute: it throws at sequences that Python leaves alone.
 */

/** What is never quoted. Nearly all keys are nothing else, and so quickly done. */
const PLAIN_PART = /^[\w.~-]*$/

/** Quotes one part of a key: everything but `A-Za-z0-9_.-~` becomes `%XX` over UTF-8. */
export function quote(part: string): string {
  if (PLAIN_PART.test(part)) return part
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Decodes `%XX`; `+` stays, invalid sequences stay, and bytes that are no UTF-8 become U+FFFD. */
export function unquote(part: string): string {
  if (!part.includes('%')) return part
  return part.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

/** A key of such parts, none of them empty. */
const PLAIN_KEY = /^[\w.~-]+(?:\/[\w.~-]+)*$/

/** The key that the manager's tool writes back for a key it has read: each part decoded and quoted again. */
export function canonicalKey(key: string): string {
  if (PLAIN_KEY.test(key)) return key
  return key
    .split('/')
    .map((part) => unquote(part))
    .filter((part) => part !== '')
    .map((part) => quote(part))
    .join('/')
}
