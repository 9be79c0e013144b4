/** Base of what the local cluster's control functions reject with. `code` is stable; hints say what to do. */
export abstract class LocalClusterError extends Error {
  abstract readonly code: string
  readonly hints: readonly string[]

  constructor(message: string, hints: readonly string[] = [], options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.hints = hints
  }
}

/** There is no cluster, or it does not run. */
export class NotRunningError extends LocalClusterError {
  readonly code = 'NOT_FOUND'
}

/** Someone else is starting or stopping it, or has the port. */
export class BusyError extends LocalClusterError {
  readonly code = 'CONFLICT'
}

/** This system has no process groups and no shell as the local cluster needs them. */
export class UnsupportedSystemError extends LocalClusterError {
  readonly code = 'UNSUPPORTED'
}

/** The manager process ended before it answered, or did not answer in time. */
export class StartFailedError extends LocalClusterError {
  readonly code = 'UNREACHABLE'
}

/** The state of the cluster cannot be read. */
export class DamagedStateError extends LocalClusterError {
  readonly code = 'LOCAL_STATE_DAMAGED'
}

/** The cluster has no such image. */
export class UnknownImageError extends LocalClusterError {
  readonly code = 'NOT_FOUND'

  constructor(name: string) {
    super(`The local cluster has no image ${name}.`, ['See `bai local image list`.'])
  }
}

/** A folder, or a name, cannot be that of an image. */
export class NotAnImageError extends LocalClusterError {
  readonly code = 'USAGE'
}
