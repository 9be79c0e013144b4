import {
  FilterError,
  parseFilter,
  type FilterNode,
  type FilterOperator,
  type FilterValue,
} from './filter-parser.js'

/** One field that a list can be filtered and ordered by. */
export interface FieldSpec<T> {
  /** An array is compared element by element: one that fits is enough. */
  get: (record: T) => FieldValue | readonly FieldValue[]
  kind?: 'text' | 'date' | 'enum'
  /** What an enum field may be compared with; names are read without regard to case. */
  values?: readonly string[]
  /** What the manager calls the enum in its error. */
  enumName?: string
}

export type FieldValue = string | number | boolean | null
export type FieldSpecs<T> = Readonly<Record<string, FieldSpec<T>>>

/** SQL's three values: a comparison with null is neither true nor false. */
type Truth = boolean | null

/** Turns a filter text into a test. @throws FilterError */
export function compileFilter<T>(text: string, fields: FieldSpecs<T>): (record: T) => boolean {
  const evaluate = compileNode(parseFilter(text), fields)
  return (record) => evaluate(record) === true
}

function compileNode<T>(node: FilterNode, fields: FieldSpecs<T>): (record: T) => Truth {
  switch (node.kind) {
    case 'not': {
      const operand = compileNode(node.operand, fields)
      return (record) => not(operand(record))
    }
    case 'and': {
      const [left, right] = [compileNode(node.left, fields), compileNode(node.right, fields)]
      return (record) => and(left(record), right(record))
    }
    case 'or': {
      const [left, right] = [compileNode(node.left, fields), compileNode(node.right, fields)]
      return (record) => not(and(not(left(record)), not(right(record))))
    }
    case 'compare':
      return compileComparison(node, fields)
  }
}

function compileComparison<T>(
  {field, operator, value}: Extract<FilterNode, {kind: 'compare'}>,
  fields: FieldSpecs<T>,
): (record: T) => Truth {
  const spec = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (!spec) {
    throw new FilterError(
      `Error trying to process rule "binary_expr":\n\n('Unknown/unsupported field name', '${field}')`,
    )
  }
  const wanted = normalise(value, spec)
  const test = comparison(operator, wanted)
  return (record) => {
    const found = spec.get(record)
    if (!Array.isArray(found)) return test(comparable(found as FieldValue, spec))
    return found.some((one: FieldValue) => test(comparable(one, spec)) === true)
  }
}

function comparison(operator: FilterOperator, wanted: FilterValue): (found: FieldValue) => Truth {
  switch (operator) {
    case '==':
      return (found) => known(found, wanted, () => found === wanted)
    case '!=':
      return (found) => known(found, wanted, () => found !== wanted)
    case 'is':
      return (found) => found === wanted
    case 'isnot':
      return (found) => found !== wanted
    case 'in':
      return (found) => (found === null ? null : Array.isArray(wanted) && wanted.includes(found))
    case '>':
      return (found) => known(found, wanted, () => order(found, wanted) > 0)
    case '>=':
      return (found) => known(found, wanted, () => order(found, wanted) >= 0)
    case '<':
      return (found) => known(found, wanted, () => order(found, wanted) < 0)
    case '<=':
      return (found) => known(found, wanted, () => order(found, wanted) <= 0)
    case 'contains':
      return (found) => known(found, wanted, () => String(found).includes(String(wanted)))
    case 'like':
      return matcher(wanted, 's')
    case 'ilike':
      return matcher(wanted, 'si')
  }
}

/** SQL LIKE: `%` is any text, `_` any character; a backslash makes the next one stand for itself. */
function matcher(pattern: FilterValue, flags: string): (found: FieldValue) => Truth {
  const source = String(pattern).replaceAll(/\\?[^]/g, (token) => {
    if (token === '%') return '.*'
    if (token === '_') return '.'
    return token.slice(-1).replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`)
  })
  const expression = new RegExp(`^${source}$`, flags)
  return (found) => known(found, pattern, () => expression.test(String(found)))
}

function known(found: FieldValue, wanted: FilterValue, test: () => boolean): Truth {
  return found === null || wanted === null ? null : test()
}

function order(found: FieldValue, wanted: FilterValue): number {
  if (typeof found === 'number' && typeof wanted === 'number') return found - wanted
  const [a, b] = [String(found), String(wanted)]
  return a < b ? -1 : a > b ? 1 : 0
}

function normalise<T>(value: FilterValue, spec: FieldSpec<T>): FilterValue {
  if (Array.isArray(value)) return (value as readonly FilterValue[]).map((one) => normalise(one, spec))
  if (value === null || typeof value === 'boolean') return value
  if (spec.kind === 'enum') return enumValue(String(value), spec)
  if (spec.kind === 'date') return dateValue(String(value))
  return value
}

function comparable<T>(found: FieldValue, spec: FieldSpec<T>): FieldValue {
  if (found === null || typeof found !== 'string') return found
  if (spec.kind === 'enum') return found.toUpperCase()
  return spec.kind === 'date' ? Date.parse(found) : found
}

function enumValue<T>(text: string, spec: FieldSpec<T>): string {
  const value = text.toUpperCase()
  if (spec.values?.some((one) => one.toUpperCase() === value) === false) {
    throw new FilterError(
      `Error trying to process rule "binary_expr":\n\n'${text}' is not a valid ${spec.enumName ?? 'value'}`,
    )
  }
  return value
}

function dateValue(text: string): number {
  // Dates without an offset are UTC to managers.
  const time = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes('T') ? text : `${text}Z`)
  if (Number.isNaN(time))
    throw new FilterError(`Error trying to process rule "binary_expr":\n\nUnknown date: ${text}`)
  return time
}

function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false
  return a === null || b === null ? null : true
}

function not(a: Truth): Truth {
  return a === null ? null : !a
}
