import type {Call} from './call.js'
import type {ClientOptions} from './options.js'
import {proof} from './proof.js'

interface Facts {
  /** Undefined: the manager's is not known yet, and it refuses those it does not know. */
  version: string | undefined
  sender: Pick<ClientOptions, 'userAgent' | 'domain' | 'credentials'>
}

/** The headers of a call to the manager, its proof of who asks among them. */
export function requestHeaders(call: Call, url: URL, {version, sender}: Facts): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': sender.userAgent ?? 'bai-sdk',
    'x-backendai-domain': sender.domain ?? 'default',
    accept: call.accept ?? 'application/json',
  }
  if (version !== undefined) headers['x-backendai-version'] = version
  if (call.content) headers['content-type'] = call.content.type
  else if (call.body !== undefined) headers['content-type'] = 'application/json'
  return call.anonymous ? headers : {...headers, ...proof(sender.credentials, call.method, url, headers)}
}
