import {
  OpsAbortedError,
  OpsConflictError,
  OpsError,
  OpsNotAllowedError,
  OpsUnreachableError,
} from '../errors.js'

/** The revision that was being read is gone: etcd compacted it meanwhile. */
export class EtcdCompactedError extends OpsError {
  readonly code = 'ETCD_COMPACTED'
}

/** etcd refused a request. */
export class EtcdRefusedError extends OpsError {
  readonly code = 'ETCD_REFUSED'
}

/** Puts an error of the etcd library into ours, by its class. */
export async function etcdError(
  error: unknown,
  endpoints: readonly string[],
  signal?: AbortSignal,
): Promise<Error> {
  if (error instanceof OpsError) return error
  if (signal?.aborted) return new OpsAbortedError('Interrupted.', {cause: error})
  const etcd3 = await import('etcd3')
  const words = error instanceof Error ? error.message.replace(/^\d+ [A-Z_]+: /, '') : String(error)
  const where = endpoints.join(', ')
  if (isOne(error, [etcd3.GRPCUnavailableError, etcd3.GRPCDeadlineExceededError, etcd3.GRPCCancelledError])) {
    return new OpsUnreachableError(`etcd at ${where} does not answer: ${words}.`, {
      hints: [
        'Check that it runs (`bai ops status`) and that --endpoint names it, with https:// when it has TLS.',
      ],
      cause: error,
    })
  }
  if (
    isOne(error, [etcd3.EtcdAuthenticationFailedError, etcd3.EtcdPermissionDeniedError]) ||
    isOne(error, [etcd3.GRPCUnauthenticatedError, etcd3.EtcdInvalidAuthTokenError]) ||
    /user name (is empty|not found)|permission denied/.test(words)
  ) {
    return new OpsNotAllowedError(`etcd at ${where} does not accept the user: ${words}.`, {
      hints: ['Check --etcd-user and the password in BAI_ETCD_PASSWORD.'],
      cause: error,
    })
  }
  if (isOne(error, [etcd3.GRPCOutOfRangeError])) {
    return new EtcdCompactedError(`etcd compacted the revision that was being read: ${words}.`, {
      hints: ['Run it again.'],
      cause: error,
    })
  }
  const isLarge = isOne(error, [etcd3.GRPCResourceExhastedError]) || /too large/.test(words)
  return new EtcdRefusedError(`etcd at ${where} refused the request: ${words}.`, {
    hints: isLarge ? ['etcd takes 1.5 MiB a value unless it runs with a larger --max-request-bytes.'] : [],
    cause: error,
  })
}

function isOne(error: unknown, classes: readonly (new (...args: never[]) => Error)[]): boolean {
  return classes.some((kind) => error instanceof kind)
}

/** Nothing to back up: as good as always a wrong endpoint or namespace. */
export function noKeysError(prefix: string): OpsError {
  return new OpsConflictError(`etcd has no key below ${prefix}.`, {
    hints: ['A backup of nothing is no backup. Check --endpoint and --namespace.'],
  })
}
