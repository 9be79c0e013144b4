import {InvalidValueError} from '../../sdk/errors.js'

/** The error for a wrong value of an output flag; `accepted` continues "… is not ". */
export function refuse(flag: string, value: string, accepted: string): InvalidValueError {
  return new InvalidValueError(value, `${accepted} (${flag})`)
}
