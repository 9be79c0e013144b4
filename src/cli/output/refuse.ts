import {UsageError} from '../errors.js'

/** The error for a wrong value of an output flag; `accepted` continues "… is not ". */
export function refuse(flag: string, value: string, accepted: string): UsageError {
  return new UsageError(`Wrong value for ${flag}: "${value}" is not ${accepted}.`)
}
