// @ts-check
// What is in the columns of a view, read off its source.
import ts from 'typescript'
import {schemaOf} from './result-types.mjs'

/** @typedef {import('./result-types.mjs').Schema} Schema */

/**
 * The types of a view's values by their keys. Columns that are made in a way that cannot be followed are left out.
 * @param {ts.TypeChecker} checker
 * @param {ts.Expression | undefined} expression A view, a list of columns, or one column.
 * @returns {Map<string, Schema>}
 */
export function columnTypes(checker, expression) {
  /** @type {Map<string, Schema>} */
  const found = new Map()
  if (expression) collect(checker, expression, found)
  return found
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Expression} expression
 * @param {Map<string, Schema>} found
 * @returns {void}
 */
function collect(checker, expression, found) {
  const node = ts.skipPartiallyEmittedExpressions(expression)
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return collect(checker, node.expression, found)
  if (ts.isSpreadElement(node)) return collect(checker, node.expression, found)
  if (ts.isArrayLiteralExpression(node)) return node.elements.forEach((one) => collect(checker, one, found))
  if (ts.isIdentifier(node)) {
    const target = declared(checker, node)
    return target && collect(checker, target, found)
  }
  // `sessionListView.columns`
  if (ts.isPropertyAccessExpression(node)) {
    const owner = declared(checker, node.expression)
    const part = owner && ts.isObjectLiteralExpression(owner) && valueOf(owner, node.name.text)
    return part ? collect(checker, part, found) : undefined
  }
  if (ts.isObjectLiteralExpression(node)) return collectObject(checker, node, found)
  if (ts.isCallExpression(node)) collectCall(checker, node, found)
  return undefined
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.ObjectLiteralExpression} node
 * @param {Map<string, Schema>} found
 */
function collectObject(checker, node, found) {
  for (const part of node.properties)
    if (ts.isSpreadAssignment(part)) collect(checker, part.expression, found)
  for (const name of ['columns', 'sections']) {
    const part = valueOf(node, name)
    if (part) collect(checker, part, found)
  }
  const key = valueOf(node, 'key')
  const value = valueOf(node, 'value')
  if (key && ts.isStringLiteral(key) && value) found.set(key.text, returned(checker, value))
}

/**
 * `section({key, items, columns})`, `amount('used', (row) => row.used)`.
 * @param {ts.TypeChecker} checker
 * @param {ts.CallExpression} call
 * @param {Map<string, Schema>} found
 */
function collectCall(checker, call, found) {
  const {expression: callee} = call
  // `columns.filter(…)`, `columns.map(…)`: the same columns, or fewer.
  if (ts.isPropertyAccessExpression(callee)) return collect(checker, callee.expression, found)
  const [first, ...others] = call.arguments
  if (first && ts.isObjectLiteralExpression(first) && valueOf(first, 'items')) {
    const key = valueOf(first, 'key')
    const properties = Object.fromEntries(columnTypes(checker, valueOf(first, 'columns')))
    if (key && ts.isStringLiteral(key))
      found.set(key.text, {
        type: 'array',
        items: {type: 'object', properties, required: Object.keys(properties)},
      })
    return
  }
  const functionArgument = others.find((one) => checker.getTypeAtLocation(one).getCallSignatures().length > 0)
  if (first && ts.isStringLiteral(first) && functionArgument)
    found.set(first.text, returned(checker, functionArgument))
  // `countColumns()`
  if (!first) {
    const made = checker.getSymbolAtLocation(callee)?.valueDeclaration
    const last = made && ts.isFunctionDeclaration(made) ? made.body?.statements.at(-1) : undefined
    if (last && ts.isReturnStatement(last) && last.expression) collect(checker, last.expression, found)
  }
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Expression} expression A function.
 * @returns {Schema}
 */
function returned(checker, expression) {
  const [signature] = checker.getTypeAtLocation(expression).getCallSignatures()
  return signature ? schemaOf(checker, checker.getReturnTypeOfSignature(signature)) : {}
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Expression} name
 * @returns {ts.Expression | undefined}
 */
function declared(checker, name) {
  const {parent} = name
  let symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(name)
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol)
  const declaration = symbol?.valueDeclaration
  return declaration && (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration))
    ? declaration.initializer
    : undefined
}

/**
 * @param {ts.ObjectLiteralExpression} node
 * @param {string} name
 * @returns {ts.Expression | undefined}
 */
function valueOf(node, name) {
  for (const part of node.properties) {
    if (part.name?.getText() !== name) continue
    if (ts.isPropertyAssignment(part)) return part.initializer
    if (ts.isShorthandPropertyAssignment(part)) return part.name
  }
  return undefined
}
