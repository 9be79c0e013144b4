import {createHash, createHmac} from 'node:crypto'

/** A keypair of a Backend.AI account. */
export interface Keypair {
  accessKey: string
  secretKey: string
}

/** What a signature covers: exactly what goes over the wire. Manager API v4.20181215 and later. */
export interface SignedParts {
  method: string
  /** Request target as on the wire: percent-encoded, with the query and the endpoint's base path. */
  target: string
  /** The raw text of the date header. */
  date: string
  /** The `Host` header: no port when it is the scheme's default. */
  host: string
  /** Media type without parameters; `application/octet-stream` when no `Content-Type` is sent. */
  contentType: string
  /** Value of `X-BackendAI-Version`. */
  version: string
}

/** Body hash of every signature: managers stopped signing bodies with v4.20181215. */
const EMPTY_BODY_HASH = createHash('sha256').update('').digest('hex')

/** The text that is signed; nine parts, no trailing newline. */
export function stringToSign(parts: SignedParts): string {
  return [
    parts.method.toUpperCase(),
    parts.target,
    parts.date,
    `host:${parts.host}`,
    `content-type:${parts.contentType.toLowerCase()}`,
    `x-backendai-version:${parts.version}`,
    EMPTY_BODY_HASH,
  ].join('\n')
}

/** Lower-case hex HMAC-SHA256 signature. The key is derived from the date's calendar day, then the host. */
export function sign(parts: SignedParts, secretKey: string): string {
  const day = parts.date.slice(0, 10).replaceAll('-', '')
  return hmac(hostKey(secretKey, day, parts.host), stringToSign(parts)).toString('hex')
}

/** The key of the last signature: one request after the other goes to the same host on the same day. */
let last: {secretKey: string; day: string; host: string; key: Buffer} | undefined

function hostKey(secretKey: string, day: string, host: string): Buffer {
  if (last?.secretKey !== secretKey || last.day !== day || last.host !== host) {
    last = {secretKey, day, host, key: hmac(hmac(Buffer.from(secretKey, 'utf8'), day), host)}
  }
  return last.key
}

/** Value of the `Authorization` header. The date must be ISO-8601: its first ten characters are the day in its own offset. */
export function authorization(parts: SignedParts, keypair: Keypair): string {
  return `BackendAI signMethod=HMAC-SHA256, credential=${keypair.accessKey}:${sign(parts, keypair.secretKey)}`
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}
