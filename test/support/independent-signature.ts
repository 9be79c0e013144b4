/** What arrived at a server, as far as a signature covers it. */
export interface ArrivedRequest {
  method: string
  target: string
  headers: Readonly<Record<string, string | string[] | undefined>>
}

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/**
 * The `Authorization` header a manager expects for a request that arrived, computed from the raw request alone and
 * with WebCrypto. Written from the protocol's description, apart from the SDK's own code.
 */
export async function expectedAuthorization(
  request: ArrivedRequest,
  accessKey: string,
  secretKey: string,
): Promise<string> {
  const date = headerOf(request, 'date') ?? headerOf(request, 'x-backendai-date') ?? ''
  const host = headerOf(request, 'host') ?? ''
  const mediaType = (headerOf(request, 'content-type') ?? 'application/octet-stream').split(';')[0] ?? ''
  const text =
    `${request.method.toUpperCase()}\n${request.target}\n${date}\nhost:${host}\n` +
    `content-type:${mediaType.trim().toLowerCase()}\n` +
    `x-backendai-version:${headerOf(request, 'x-backendai-version') ?? ''}\n${EMPTY_SHA256}`
  const signature = await signText(text, {date, host, secretKey})
  return `BackendAI signMethod=HMAC-SHA256, credential=${accessKey}:${signature}`
}

/** Hex signature of a text under the key that is derived from the day and the host. */
export async function signText(
  text: string,
  by: {date: string; host: string; secretKey: string},
): Promise<string> {
  const [year, month, day] = by.date.split(/[-T]/)
  const dayKey = await hmacSha256(new TextEncoder().encode(by.secretKey), `${year}${month}${day}`)
  const hostKey = await hmacSha256(dayKey, by.host)
  return Buffer.from(await hmacSha256(hostKey, text)).toString('hex')
}

async function hmacSha256(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, {name: 'HMAC', hash: 'SHA-256'}, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, new TextEncoder().encode(text)))
}

function headerOf(request: ArrivedRequest, name: string): string | undefined {
  return [request.headers[name]].flat()[0]
}
