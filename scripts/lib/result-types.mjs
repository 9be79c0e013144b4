// @ts-check
// TypeScript types as JSON Schema, as far as JSON can hold them.
import ts from 'typescript'

/** @typedef {Record<string, unknown>} Schema */

const F = ts.TypeFlags
/** Deeper than any result; what refers to itself ends here. */
const DEEPEST = 6

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @returns {Schema}
 */
export function schemaOf(checker, type, depth = 0) {
  // `Json` is anything.
  if (depth > DEEPEST || type.aliasSymbol?.name === 'Json') return {}
  if (type.isUnion()) return unionOf(checker, type.types, depth)
  if (type.flags & F.StringLike) return type.isStringLiteral() ? {const: type.value} : {type: 'string'}
  if (type.flags & F.NumberLike) return {type: 'number'}
  if (type.flags & F.BooleanLike) return {type: 'boolean'}
  if (type.flags & F.Null) return {type: 'null'}
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number)
  if (element && (checker.isArrayType(type) || checker.isTupleType(type)))
    return {type: 'array', items: schemaOf(checker, element, depth + 1)}
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String)
  if (values) return {type: 'object', additionalProperties: schemaOf(checker, values, depth + 1)}
  if (type.flags & F.Object) return objectOf(checker, type, depth)
  return {}
}

/**
 * @param {ts.TypeChecker} checker
 * @param {readonly ts.Type[]} members
 * @param {number} depth
 * @returns {Schema}
 */
function unionOf(checker, members, depth) {
  const kept = members.filter(({flags}) => !(flags & F.Undefined))
  const texts = kept.filter((member) => member.isStringLiteral()).map((member) => String(member.value))
  const others = kept.filter((member) => !member.isStringLiteral())
  const schemas = [
    ...(texts.length > 0 ? [{enum: texts.sort()}] : []),
    ...others.map((member) => schemaOf(checker, member, depth)),
  ]
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()]
  const [only] = different
  if (only && different.length === 1) return only
  if (different.some((schema) => Object.keys(schema).length === 0)) return {}
  const plain = different.every((schema) => Object.keys(schema).join() === 'type')
  if (plain) return {type: different.map(({type}) => type).sort()}
  return {anyOf: different.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))}
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @param {number} depth
 * @returns {Schema}
 */
function objectOf(checker, type, depth) {
  if (type.getCallSignatures().length > 0) return {}
  /** @type {[string, Schema][]} */
  const properties = []
  const required = []
  for (const property of checker.getPropertiesOfType(type)) {
    const own = checker.getTypeOfSymbol(property)
    properties.push([property.name, schemaOf(checker, own, depth + 1)])
    const mayLack = own.isUnion() && own.types.some(({flags}) => flags & F.Undefined)
    if (!(property.flags & ts.SymbolFlags.Optional) && !mayLack) required.push(property.name)
  }
  return {type: 'object', properties: Object.fromEntries(properties), required}
}
