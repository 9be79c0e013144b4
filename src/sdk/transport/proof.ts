import type {Credentials} from './options.js'
import {authorization} from './signing.js'

/** The headers that prove who asks: a signature over what is sent, or the webserver's session id. */
export function proof(
  credentials: Credentials | undefined,
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  if (!credentials || credentials.kind === 'anonymous') return {}
  if (credentials.kind === 'session') return {'x-backendai-sessionid': credentials.sessionId}
  // Only X-BackendAI-Date: when both date headers are there, managers take `Date`, which a proxy may rewrite.
  const date = new Date().toISOString()
  const signature = authorization(
    {
      method,
      target: url.pathname + url.search,
      date,
      host: url.host,
      // Managers sign what a form is, not where its parts end.
      contentType: headers['content-type']?.split(';')[0] ?? 'application/octet-stream',
      version: headers['x-backendai-version'] ?? '',
    },
    credentials,
  )
  return {'x-backendai-date': date, authorization: signature}
}
