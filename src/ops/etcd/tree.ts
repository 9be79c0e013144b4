import {OpsInputError} from '../errors.js'
import {
  hasPlainNumber,
  JsonNumber,
  parsePlainJson,
  parsePythonJson,
  pythonText,
  type PythonJson,
} from './python-values.js'
import {quote, unquote} from './quoting.js'

/** Keys as the manager's tool nests them: a branch that has a value of its own keeps it under the empty name. */
export interface Tree extends Map<string, string | Tree> {
  readonly kind?: never
}

/** Nests pairs, which must be in the order of their keys, as `etcd get --prefix` does. */
export function nest(pairs: Iterable<readonly [key: string, value: string]>): Tree {
  const root: Tree = new Map()
  for (const [key, value] of pairs) {
    const parts = (key.startsWith('/') ? key.slice(1) : key).split('/').map((part) => unquote(part))
    const leaf = parts.pop() ?? ''
    let branch = root
    for (const part of parts) branch = branchAt(branch, part)
    const there = branch.get(leaf)
    if (there instanceof Map) there.set('', value)
    else branch.set(leaf, value)
  }
  return root
}

function branchAt(parent: Tree, name: string): Tree {
  const there = parent.get(name)
  if (there instanceof Map) return there
  const made: Tree = new Map()
  if (there !== undefined) made.set('', there)
  parent.set(name, made)
  return made
}

/** The tree as JSON text with two blanks of indentation, in pieces: the text the manager's tool prints. */
export function* renderTree(tree: Tree): Generator<string> {
  if (tree.size === 0) {
    yield '{}'
    return
  }
  // A stack of branches and not a generator for each: with many keys that takes most of the time.
  const open = [tree.entries()]
  let [indent, separator] = ['  ', '{\n']
  for (let branch = open[0]; branch !== undefined; branch = open.at(-1)) {
    const {value: entry, done} = branch.next()
    if (done) {
      open.pop()
      indent = indent.slice(2)
      yield `\n${indent}}`
      separator = ',\n'
      continue
    }
    const [name, value] = entry
    const isLeaf = typeof value === 'string'
    yield `${separator}${indent}${JSON.stringify(name)}: ${isLeaf ? JSON.stringify(value) : ''}`
    separator = isLeaf ? ',\n' : '{\n'
    if (isLeaf) continue
    open.push(value.entries())
    indent += '  '
  }
}

/** Flattens a JSON file below `key`, as `etcd put-json KEY FILE` does. */
export function flattenJson(text: string, file: string, key = ''): Map<string, string> {
  let out = new Map<string, string>()
  eachLeaf({text, file, key}, () => {
    out = new Map()
    return (name, value) => out.set(name, value)
  })
  return out
}

type Visit = (key: string, value: string) => void

/**
 * The same, one after the other. A key may come twice: then the last one counts. `begin` is called again, for a new
 * start, when a number turns up: what the manager's tool writes has only strings, and to keep the spelling of numbers
 * is a second pass.
 */
export function eachLeaf(
  {text, file, key}: {text: string; file: string; key: string},
  begin: () => Visit,
): void {
  if (!visitBelow(key, objectIn(parsePlainJson(text, file), file), begin())) {
    visitBelow(key, objectIn(parsePythonJson(text, file), file), begin())
  }
}

function objectIn(parsed: PythonJson, file: string): PythonObject {
  if (isObject(parsed)) return parsed
  throw new OpsInputError(`${file} is not a JSON object.`, {
    hints: ['Expected is what `etcd get --prefix` prints: {"config": {…}}.'],
  })
}

/** False as soon as a number turns up whose spelling is not known. */
function visitBelow(prefix: string, object: PythonObject, visit: Visit): boolean {
  for (const name of Object.keys(object)) {
    const value = object[name] ?? null
    const key = name === '' ? prefix : `${prefix}/${quote(name)}`
    if (typeof value === 'string') visit(withoutFirstSlash(key), value)
    else if (isObject(value)) {
      if (!visitBelow(key, value, visit)) return false
    } else {
      if (hasPlainNumber(value)) return false
      visit(withoutFirstSlash(key), pythonText(value))
    }
  }
  return true
}

function withoutFirstSlash(key: string): string {
  return key.startsWith('/') ? key.slice(1) : key
}

interface PythonObject {
  readonly [key: string]: PythonJson
}

function isObject(value: PythonJson): value is PythonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  )
}
