import type {FieldSpecs, FieldValue} from './filter.js'

/** The text is no order, or names a field that cannot be ordered by. */
export class OrderError extends Error {
  constructor(detail: string) {
    super(`Query ordering parsing error: ${detail}`)
    this.name = 'OrderError'
  }
}

/**
 * Turns `-created_at,+name` into a comparison. As in the manager's database, null counts as larger than everything.
 * @throws OrderError
 */
export function compileOrder<T>(text: string, fields: FieldSpecs<T>): (a: T, b: T) => number {
  const columns = text.split(',').map((part) => readColumn(part.trim(), fields))
  return (a, b) => {
    for (const {get, sign} of columns) {
      const difference = compareValues(get(a), get(b))
      if (difference !== 0) return difference * sign
    }
    return 0
  }
}

function readColumn<T>(text: string, fields: FieldSpecs<T>): {get: (record: T) => FieldValue; sign: 1 | -1} {
  const match = /^([+-]?)([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)
  if (!match) throw new OrderError(`Unexpected text '${text}'.`)
  const name = match[2] ?? ''
  const spec = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!spec) {
    throw new OrderError(
      `Error trying to process rule "col":\n\n('Unknown/unsupported field name', '${name}')`,
    )
  }
  return {
    get: (record) => {
      const value = spec.get(record)
      return Array.isArray(value) ? value.join(',') : (value as FieldValue)
    },
    sign: match[1] === '-' ? -1 : 1,
  }
}

function compareValues(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : 1
}
