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
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Codes of a pool that the program has closed. */
const CLOSED = new Set(['UND_ERR_CLOSED', 'UND_ERR_DESTROYED'])

/** Codes of a certificate that does not verify: trying again cannot help. */
const CERTIFICATE = /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL)/

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
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
  if (CERTIFICATE.test(code)) return {failure: undefined, error: certificateError(endpoint, code, cause)}
  return {
    failure: {kind: NOT_CONNECTED.has(code) ? 'not-connected' : 'connection-lost'},
    error: new UnreachableError(`Cannot reach ${endpoint} (${WORDS[code] ?? messageOf(cause)}).`, {
      cause,
      hints: ['Check that the manager is running and that the endpoint is right.'],
    }),
  }
}

function certificateError(endpoint: string, code: string, cause: unknown): UnreachableError {
  return new UnreachableError(`The certificate of ${endpoint} cannot be verified (${code}).`, {
    cause,
    hints: ['Give the certificate authority with `ca`, or switch verification off by name if you must.'],
  })
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
