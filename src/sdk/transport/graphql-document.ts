import type {Capabilities, Feature} from './capabilities.js'

/** A field to ask for: its name, or a name that only some releases know, or one with fields of its own. */
export type Field = string | {name: string; since?: Feature; fields?: readonly Field[]}

/** An argument with its GraphQL type: `{type: 'String', value: 'default'}`. Undefined values are left out. */
export type Arguments = Readonly<Record<string, {type: string; value: unknown}>>

/** A query of one root field. */
export interface Query {
  root: string
  args?: Arguments
  fields: readonly Field[]
  /** Fields that are null when the manager fails at them; its errors there are no errors of the query. */
  mayFail?: readonly string[]
}

/** The text of a query or mutation, on one line. */
export function writeDocument(kind: 'query' | 'mutation', query: Query, selection: string): string {
  const args = Object.entries(query.args ?? {}).filter(([, {value}]) => value !== undefined)
  const declared = args.map(([name, {type}]) => `$${name}: ${type}`).join(', ')
  const passed = args.map(([name]) => `${name}: $${name}`).join(', ')
  const head = declared ? `${kind}(${declared})` : kind
  return `${head} { ${query.root}${passed ? `(${passed})` : ''} { ${selection} } }`
}

/** The fields that some manager turned out not to know, each by where it stands: `session/containers/image`. */
export class UnknownFields {
  readonly #keys = new Set<string>()

  /** Learns from a validation error of a document, when it tells a field. */
  learn(root: string, document: string, error: ValidationError): void {
    const name = /cannot query field ['"](\w+)['"]/i.exec(error.message)?.[1]
    if (name === undefined || name === root) return
    const place = placeAt(document, error.locations?.[0]?.column ?? 0)
    this.#keys.add(place?.at(-1) === name ? place.join('/') : anywhere(root, name))
  }

  /** The selection in GraphQL's words, without what this manager does not know. Empty when nothing is left. */
  selection(fields: readonly Field[], capabilities: Capabilities, place: readonly string[]): string {
    return fields
      .map((field) => (typeof field === 'string' ? {name: field} : field))
      .filter(
        ({name, since}) => this.#isKnown(place, name) && (since === undefined || capabilities.has(since)),
      )
      .map(({name, fields: inner}) => {
        if (!inner) return name
        const selection = this.selection(inner, capabilities, [...place, name])
        return selection && `${name} { ${selection} }`
      })
      .filter((text) => text !== '')
      .join(' ')
  }

  #isKnown(place: readonly string[], name: string): boolean {
    const key = [...place, name].join('/')
    return !this.#keys.has(key) && !this.#keys.has(anywhere(place[0] ?? '', name))
  }
}

/** What a manager says about a document that it does not accept. */
export interface ValidationError {
  message: string
  locations?: readonly {column: number}[] | null | undefined
}

/** For managers that do not tell the location: the field at any place below the root. */
function anywhere(root: string, name: string): string {
  return `${root}//${name}`
}

/** The names from the root to the field that begins at a column (from 1) of a document. */
function placeAt(document: string, column: number): string[] | undefined {
  const place: string[] = []
  let last = ''
  for (const {0: token, index} of document.matchAll(/\([^)]*\)|[{}]|\w+/g)) {
    if (index === column - 1) return [...place.slice(1), token]
    if (token === '{') place.push(last)
    else if (token === '}') place.pop()
    else if (!token.startsWith('(')) last = token
  }
  return undefined
}
