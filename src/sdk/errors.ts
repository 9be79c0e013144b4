/** What the SDK adds to an error: what to do next, and what the manager said. */
export interface SdkErrorOptions {
  hints?: readonly string[]
  /** HTTP status, when a manager answered. */
  status?: number
  /** The manager's problem type slug (`object-not-found`), stable over releases. */
  problem?: string
  /** The manager's `error_code` (releases from 25.8 on). */
  managerCode?: string
  requestId?: string
  /** Extra facts the manager sent (`data` of the problem body). */
  data?: unknown
  cause?: unknown
}

/** Base of every error the SDK rejects with. `code` is stable; the message says what happened and names the thing. */
export abstract class SdkError extends Error {
  abstract readonly code: string
  readonly hints: readonly string[]
  readonly status: number | undefined
  readonly problem: string | undefined
  readonly managerCode: string | undefined
  readonly requestId: string | undefined
  readonly data: unknown

  constructor(message: string, options: SdkErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.name = new.target.name
    this.hints = options.hints ?? []
    this.status = options.status
    this.problem = options.problem
    this.managerCode = options.managerCode
    this.requestId = options.requestId
    this.data = options.data
  }
}

/** A value that was typed or passed is not what is accepted. */
export class InvalidValueError extends SdkError {
  readonly code = 'INVALID_VALUE'
  constructor(
    readonly value: string,
    readonly accepted: string,
  ) {
    super(`"${value}" is not ${accepted}.`)
  }
}

/** No manager could be reached: refused, unknown host, timed out, bad certificate, connection lost. */
export class UnreachableError extends SdkError {
  readonly code: string = 'UNREACHABLE'
}

/** The manager is there but cannot serve now: a gateway error, maintenance, no agents. */
export class UnavailableError extends SdkError {
  readonly code = 'UNAVAILABLE'
}

/** The request took longer than allowed. */
export class RequestTimeoutError extends UnreachableError {
  override readonly code = 'REQUEST_TIMEOUT'
}

/** Key, signature, cookie or password refused. */
export class NotLoggedInError extends SdkError {
  readonly code = 'NOT_LOGGED_IN'
}

/** The account may not do this. */
export class NotAllowedError extends SdkError {
  readonly code = 'NOT_ALLOWED'
}

/** The named thing does not exist. */
export class NotFoundError extends SdkError {
  readonly code = 'NOT_FOUND'
}

/** One thing of several that a reference could mean. */
export interface Candidate {
  id: string
  name: string
  status?: string
}

/** A reference matches several things. */
export class AmbiguousReferenceError extends SdkError {
  readonly code = 'AMBIGUOUS'
  constructor(
    readonly reference: string,
    readonly candidates: readonly Candidate[],
    options: SdkErrorOptions & {things?: string} = {},
  ) {
    const shown = candidates.slice(0, 10).map((c) => `${c.name} (${c.id}${c.status ? `, ${c.status}` : ''})`)
    const more = candidates.length > 10 ? ` and ${candidates.length - 10} more` : ''
    super(
      `"${reference}" matches ${candidates.length} ${options.things ?? 'sessions'}: ${shown.join(', ')}${more}.`,
      {
        hints: ['Use more of the name, or the id.'],
        ...options,
      },
    )
  }
}

/** It exists already, is in the wrong state, or changed meanwhile. */
export class ConflictError extends SdkError {
  readonly code = 'CONFLICT'
}

/** A limit of the account, project or domain, or the rate limit. */
export class QuotaError extends SdkError {
  readonly code = 'QUOTA'
}

/** The manager refused the request as wrong. */
export class RejectedError extends SdkError {
  readonly code = 'REJECTED'
}

/** This manager release cannot do it. */
export class UnsupportedError extends SdkError {
  readonly code = 'UNSUPPORTED'
}

/** The manager failed inside. */
export class ManagerError extends SdkError {
  readonly code = 'MANAGER_ERROR'
}

/** The answer is not what the protocol says. */
export class ProtocolError extends SdkError {
  readonly code = 'PROTOCOL'
}

/** A wait ran out of time. */
export class WaitTimeoutError extends SdkError {
  readonly code = 'WAIT_TIMEOUT'
}

/** A command in a session did not end in time, and was ended. */
export class CommandTimeoutError extends SdkError {
  readonly code = 'DEADLINE'
}

/** The session ended in failure, or was cancelled. */
export class SessionFailedError extends SdkError {
  readonly code = 'SESSION_FAILED'
}

/** A background task of the manager failed or was cancelled; its words are in the message. */
export class TaskFailedError extends SdkError {
  readonly code = 'TASK_FAILED'
}

/** The caller's AbortSignal fired. */
export class AbortedError extends SdkError {
  readonly code = 'ABORTED'
}
