import {exitCodeOf, type ExitCode} from './exit-codes.js'
import {parseErrorMessage, unwrapped} from './parse-errors.js'

/** An error that only the command line can make. */
export abstract class CliError extends Error {
  abstract readonly code: string
  constructor(
    message: string,
    readonly hints: readonly string[] = [],
  ) {
    super(message)
    this.name = new.target.name
  }
}

/** Wrong flag, argument or value. */
export class UsageError extends CliError {
  readonly code = 'USAGE'
}

/** A dangerous step that nobody confirmed. */
export class NotConfirmedError extends CliError {
  readonly code = 'NOT_CONFIRMED'
}

/** A check that found something wrong. */
export class CheckFailedError extends CliError {
  readonly code = 'CHECK_FAILED'
}

/** Ctrl-C or SIGTERM. */
export class InterruptedError extends CliError {
  readonly code = 'ABORTED'
}

/** An error in the words and numbers of the command line. These are the keys of `{"error": …}` under --json. */
export interface ErrorReport {
  code: string
  exit: ExitCode
  message: string
  hint: string | null
  status: number | null
  requestId: string | null
}

/** Puts any error into the command line's words; the only place where this is done. */
export function reportOf(error: unknown): ErrorReport {
  const misread = isCoded(error) ? undefined : parseErrorMessage(error)
  if (misread !== undefined) return report('USAGE', misread, ["See the command's flags with --help."])
  if (isCoded(error)) {
    return {
      ...report(error.code, unwrapped(error.message), error.hints),
      status: error.status ?? null,
      requestId: error.requestId ?? null,
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  return report('INTERNAL', message, [
    'This looks like a mistake in bai; run again with --debug for the details.',
  ])
}

/** The lines for people: what happened, then what to do. */
export function errorLines(error: ErrorReport): string[] {
  return [`Error: ${error.message}`, ...(error.hint ? error.hint.split('\n').map((line) => `  ${line}`) : [])]
}

interface CodedError extends Error {
  code: string
  hints: readonly string[]
  status?: number
  requestId?: string
}

function isCoded(error: unknown): error is CodedError {
  return error instanceof Error && 'code' in error && 'hints' in error && Array.isArray(error.hints)
}

function report(code: string, message: string, hints: readonly string[]): ErrorReport {
  return {
    code,
    exit: exitCodeOf(code),
    message,
    hint: hints.length > 0 ? hints.join('\n') : null,
    status: null,
    requestId: null,
  }
}
