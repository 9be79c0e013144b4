import {OpsInputError} from '../errors.js'

const NEW = 'bai_restore_new_'
const OLD = 'bai_restore_old_'
const END = 'bai_restore_end_'
const SCRATCH = 'bai_restore_try_'
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

/** The name of a replaced database that is to be dropped: there is no way back any more. */
export function endName(database: string): string {
  return prefixed(END, database)
}

/** The name under which a backup is loaded only to see that it can be. */
export function scratchName(database: string): string {
  return prefixed(SCRATCH, database)
}

const STATES = [
  [NEW, 'new'],
  [OLD, 'old'],
  [END, 'end'],
  [SCRATCH, 'scratch'],
] as const

/** The database a temporary name stands for. */
export function readName(name: string): {state: (typeof STATES)[number][1]; database: string} | undefined {
  const found = STATES.find(([prefix]) => name.startsWith(prefix))
  return found && {state: found[1], database: name.slice(found[0].length)}
}

/** The name a replaced database keeps with `--keep-old`. */
export function keptName(database: string, at: Date): string {
  const suffix = `_before_${at
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .replace('T', '_')}`
  return `${cutTo(database, MAX_BYTES - suffix.length)}${suffix}`
}

/** Cuts a name to so many bytes without breaking a character. */
function cutTo(name: string, bytes: number): string {
  let cut = name
  while (Buffer.byteLength(cut) > bytes) cut = [...cut].slice(0, -1).join('')
  return cut
}

function prefixed(prefix: string, database: string): string {
  const name = `${prefix}${database}`
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  throw new OpsInputError(`The name of database ${database} is too long to be restored beside itself.`, {
    hints: [`At most ${MAX_BYTES - prefix.length} bytes.`],
  })
}
