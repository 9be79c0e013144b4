import {ConflictError, UnsupportedError} from '../errors.js'

/** Its image or its home lacks what a command needs. */
export function cannotBegin(name: string, reason: string): UnsupportedError {
  return new UnsupportedError(`${name} cannot begin a command by the execute API: ${reason}.`, {
    hints: ['It needs sh, dd and a home folder that can be written to.'],
  })
}

/** What another client began there keeps it from beginning. */
export function busy(name: string, cause: unknown): ConflictError {
  return new ConflictError(
    `${name} has not begun the command within 20 s: something else runs there by the execute API, or its node hangs.`,
    {
      cause,
      hints: [`It does not begin later. What else runs: \`bai session logs ${name}\`.`],
    },
  )
}
