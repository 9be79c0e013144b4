/** Base of every error the ops layer rejects with. `code` is stable; the message says what happened and names the thing. */
export abstract class OpsError extends Error {
  abstract readonly code: string
  /** What to run or check next. */
  readonly hints: readonly string[]

  constructor(message: string, options: {hints?: readonly string[]; cause?: unknown} = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.name = new.target.name
    this.hints = options.hints ?? []
  }
}

/** A host, Docker, a database or etcd cannot be reached. */
export class OpsUnreachableError extends OpsError {
  readonly code = 'UNREACHABLE'
}

/** A program ended with a failure. Its own words are in the message; its arguments are not, for they may be secret. */
export class ProgramFailedError extends OpsError {
  readonly code: string = 'PROGRAM_FAILED'
  constructor(
    readonly program: string,
    readonly exitCode: number | undefined,
    readonly stderr: string,
    options: {hints?: readonly string[]; cause?: unknown} = {},
  ) {
    const words = stderr.trim().split('\n').slice(-5).join('\n')
    super(`${program} ended with ${exitCode ?? 'a signal'}${words ? `: ${words}` : '.'}`, options)
  }
}

/** The site file, a manifest or another file is not what is accepted. */
export class OpsInputError extends OpsError {
  readonly code = 'INVALID_VALUE'
}

/** A named service, host, backup or key does not exist. */
export class OpsNotFoundError extends OpsError {
  readonly code = 'NOT_FOUND'
}

/** Somebody else is at it, or it exists already. */
export class OpsConflictError extends OpsError {
  readonly code = 'CONFLICT'
}

/** The account on the host may not do this. */
export class OpsNotAllowedError extends OpsError {
  readonly code = 'NOT_ALLOWED'
}

/** The caller's AbortSignal fired. */
export class OpsAbortedError extends OpsError {
  readonly code = 'ABORTED'
}

/** Something did not become what was waited for in time. */
export class OpsWaitTimeoutError extends OpsError {
  readonly code = 'WAIT_TIMEOUT'
}
