import type {ConfigRecord} from '../cluster/model.js'

/** A configuration subtree as the manager nests it; a key that has a value and children keeps its value under `""`. */
export interface ConfigTree {
  [part: string]: string | ConfigTree
}

/** Nests keys below a prefix: sorted, split at `/`, each part percent-decoded. */
export function nestKeys(records: readonly ConfigRecord[], prefix: string): ConfigTree {
  const root: ConfigTree = {}
  for (const {key, value} of records.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const rest = key.slice(prefix.length).replace(/^\//, '')
    insert(root, rest === '' ? [''] : rest.split('/').map(unquote), value)
  }
  return root
}

/** Leaves of a value below a key, each as the text a manager stores. Keys are joined as they are, without quoting. */
export function flattenValue(key: string, value: unknown): ConfigRecord[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [{key, value: pythonText(value)}]
  return Object.entries(value).flatMap(([name, inner]) =>
    flattenValue(name === '' ? key : `${key}/${name}`, inner),
  )
}

function insert(tree: ConfigTree, path: readonly string[], value: string): void {
  const [head = '', ...rest] = path
  const present = Object.hasOwn(tree, head) ? tree[head] : undefined
  if (rest.length === 0) {
    if (typeof present === 'object') present[''] = value
    else define(tree, head, value)
    return
  }
  const child: ConfigTree = typeof present === 'object' ? present : present === undefined ? {} : {'': present}
  define(tree, head, child)
  insert(child, rest, value)
}

/** A plain assignment would take `__proto__` for something else than a name. */
function define(tree: ConfigTree, name: string, value: string | ConfigTree): void {
  Object.defineProperty(tree, name, {value, enumerable: true, writable: true, configurable: true})
}

/** Percent-decoding that leaves alone what is not encoded properly, as Python's does. */
function unquote(part: string): string {
  const bytes: Buffer[] = []
  for (let index = 0; index < part.length;) {
    const hex = /^%([0-9a-fA-F]{2})/.exec(part.slice(index, index + 3))?.[1]
    const char = String.fromCodePoint(part.codePointAt(index) ?? 0)
    bytes.push(hex === undefined ? Buffer.from(char) : Buffer.from(hex, 'hex'))
    index += hex === undefined ? char.length : 3
  }
  return Buffer.concat(bytes).toString('utf8')
}

function pythonText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null || value === undefined) return 'None'
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  return JSON.stringify(value)
}

function pythonRepr(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : pythonText(value)
}
