import {AbortedError, RequestTimeoutError, UnreachableError, type SdkError} from '../errors.js'
import type {Failure} from './retry.js'

/** Codes after which nothing can have reached the manager. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'CONNECT_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Codes of a pool that the program has closed. */
const CLOSED = new Set(['CLIENT_CLOSED', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED'])

/** Codes of a certificate that does not verify. */
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/

/** Codes of a server that refuses the client's certificate, or misses one. */
const CLIENT_CERTIFICATE = /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA)/

/** Codes of a server that answers TLS with plain text. */
const PLAIN_TEXT = /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)/

/** The same where Node gives OpenSSL's words for it, and no code. */
const PLAIN_TEXT_WORDS = /wrong version number|packet length too long|http request/

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEDOUT: 'timed out',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  CONNECTION_CLOSED: 'the connection was closed',
  CONNECT_TIMEOUT: 'timed out while connecting',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_CONNECT_TIMEOUT: 'timed out while connecting',
}

/** A try that ended without an answer: what it means for a repeat, and the error to reject with in the end. */
export interface ConnectionFailure {
  failure: Failure | undefined
  error: SdkError
}

/** Sorts what undici or Node threw. `failure` is undefined when a repeat is pointless. */
export function readConnectionFailure(
  cause: unknown,
  endpoint: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): ConnectionFailure {
  if (signal?.aborted) {
    return {failure: undefined, error: new AbortedError('The operation was interrupted.', {cause})}
  }
  if (isTimeout(cause)) {
    return {
      failure: {kind: 'connection-lost'},
      error: new RequestTimeoutError(`${endpoint} did not answer within ${timeoutMs / 1000} s.`, {
        cause,
        hints: ['The manager may be busy; try again, or allow more time.'],
      }),
    }
  }
  const code = codeOf(cause)
  if (CLOSED.has(code)) return {failure: undefined, error: new AbortedError('The client is closed.', {cause})}
  const lasting = lastingError(endpoint, code, cause)
  if (lasting) return {failure: undefined, error: lasting}
  return {
    failure: {kind: NOT_CONNECTED.has(code) || wasConnecting(cause) ? 'not-connected' : 'connection-lost'},
    error: new UnreachableError(`Cannot reach ${endpoint} (${wordsFor(cause)}).`, {
      cause,
      hints: ['Check that the manager is running and that the endpoint is right.'],
    }),
  }
}

/** Failures that trying again cannot mend: certificates, TLS, a proxy that refuses. */
function lastingError(endpoint: string, code: string, cause: unknown): UnreachableError | undefined {
  if (CERTIFICATE.test(code)) {
    return new UnreachableError(`The certificate of ${endpoint} cannot be verified (${code}).`, {
      cause,
      hints: ['Give the certificate authority with `ca`, or switch verification off by name if you must.'],
    })
  }
  if (PLAIN_TEXT.test(code) || (code === 'EPROTO' && PLAIN_TEXT_WORDS.test(messageOf(cause)))) {
    return new UnreachableError(`${endpoint} does not speak TLS.`, {
      cause,
      hints: ['Check the port, or use http:// if this manager has no TLS.'],
    })
  }
  if (CLIENT_CERTIFICATE.test(code)) {
    return new UnreachableError(`${endpoint} does not accept this client's certificate (${code}).`, {
      cause,
      hints: ['It asks for a client certificate: give one that it trusts with `cert` and `key`.'],
    })
  }
  if (code.startsWith('ERR_OSSL')) {
    return new UnreachableError(`The certificates that were given cannot be read (${code}).`, {
      cause,
      hints: ['`ca`, `cert` and `key` take the text of PEM files.'],
    })
  }
  return proxyError(endpoint, cause)
}

function proxyError(endpoint: string, cause: unknown): UnreachableError | undefined {
  // undici tells it in words only.
  const status = /^Proxy response \((\d+)\)/.exec(messageOf(cause))?.[1]
  if (status === undefined || status.startsWith('5')) return undefined
  return new UnreachableError(
    `Cannot reach ${endpoint} (the proxy refused the connection with status ${status}).`,
    {
      cause,
      hints: ['Check the account of the proxy, and whether this host may be reached through it.'],
    },
  )
}

function wordsFor(cause: unknown): string {
  const isParserError = cause instanceof Error && cause.name === 'HTTPParserError'
  if (isParserError || codeOf(cause).startsWith('HPE_')) return 'what answers there does not speak HTTP'
  return WORDS[codeOf(cause)] ?? messageOf(cause)
}

function wasConnecting(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect'
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'TimeoutError'
}

/** The code of an error, of its cause, or of the first of several (happy eyeballs gives an AggregateError). */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  if (cause instanceof AggregateError) return codeOf(cause.errors[0])
  return codeOf(cause.cause)
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
