import {OpsInputError} from '../errors.js'

const NEW = 'bai_restore_new_'
const OLD = 'bai_restore_old_'
/** PostgreSQL cuts longer names. */
const MAX_BYTES = 63

/** The name under which a database is loaded. */
export function newName(database: string): string {
  return prefixed(NEW, database)
}

/** The name under which the replaced database waits until the new one is proven. */
export function oldName(database: string): string {
  return prefixed(OLD, database)
}

/** The database a temporary name stands for. */
export function readName(name: string): {state: 'new' | 'old'; database: string} | undefined {
  if (name.startsWith(NEW)) return {state: 'new', database: name.slice(NEW.length)}
  if (name.startsWith(OLD)) return {state: 'old', database: name.slice(OLD.length)}
  return undefined
}

/** The name a replaced database keeps with `--keep-old`. */
export function keptName(database: string, at: Date): string {
  const suffix = `_before_${at
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .replace('T', '_')}`
  return `${database.slice(0, MAX_BYTES - suffix.length)}${suffix}`
}

function prefixed(prefix: string, database: string): string {
  const name = `${prefix}${database}`
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  throw new OpsInputError(`The name of database ${database} is too long to be restored beside itself.`, {
    hints: [`At most ${MAX_BYTES - prefix.length} bytes.`],
  })
}
