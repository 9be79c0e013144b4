import {errorLines, reportOf} from './errors.js'
import type {ExitCode} from './exit-codes.js'

export interface ReportOptions {
  /** As `{"error": …}` on stdout; not when part of a payload is there already. */
  json: boolean
  /** With the stack and the causes. */
  debug: boolean
  /** Another status than that of the error, where a command has its own. */
  exitOf?: (exit: ExitCode) => ExitCode
}

/** Tells an error: one JSON document on stdout, or lines for people on stderr. Returns the process status. */
export function reportError(error: unknown, options: ReportOptions): ExitCode {
  const told = reportOf(error)
  const report = {...told, exit: options.exitOf?.(told.exit) ?? told.exit}
  if (options.json) process.stdout.write(`${JSON.stringify({error: report}, null, 2)}\n`)
  else process.stderr.write(`${errorLines(report).join('\n')}\n`)
  if (options.debug || report.code === 'INTERNAL') printCauses(error, options.debug)
  return report.exit
}

function printCauses(error: unknown, debug: boolean): void {
  if (!debug) return
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    process.stderr.write(`${cause.stack ?? cause.message}\n`)
  }
}
