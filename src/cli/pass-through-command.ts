import {ApiCommand} from './api-command.js'
import type {ExitCode} from './exit-codes.js'

/** Statuses that mean the same in every command: ok, usage, deadline, interrupted. */
const COMMON: readonly ExitCode[] = [0, 2, 124, 130]

/** A command that passes on the status of what it runs: all of its own failures are 125, as with docker. */
export abstract class PassThroughCommand<Result = unknown> extends ApiCommand<Result> {
  protected override exitOf(exit: ExitCode): ExitCode {
    return COMMON.includes(exit) ? exit : 125
  }
}
