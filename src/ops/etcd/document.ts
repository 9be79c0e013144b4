import {z} from 'zod'
import {OpsInputError} from '../errors.js'
import {utf8Of, type EtcdEntry} from './entry.js'
import {canonicalKey} from './quoting.js'
import {eachLeaf, nest, renderTree} from './tree.js'

/**
 * A tree of keys as files: `etcd.json` is what the manager's tool prints and reads. What its nested JSON cannot say
 * (binary values, keys that it would quote differently, leases) stands beside it in `etcd-exact.json`.
 */
export interface EtcdDocument {
  /** Pieces of etcd.json. */
  json: Iterable<string>
  /** Text of etcd-exact.json; absent when etcd.json says everything. */
  exact?: string
  /** How many keys the manager's tool could not restore from etcd.json. */
  exactKeys: number
}

const exactSchema = z.strictObject({
  format: z.literal(1),
  keys: z.array(
    z.strictObject({
      /** Base64 of the key below the prefix. */
      key: z.base64(),
      /** Base64 of the value; absent when etcd.json has it. */
      value: z.base64().optional(),
      leaseSeconds: z.number().int().positive().optional(),
      /** The key that etcd.json has in the place of this one. */
      insteadOf: z.string().optional(),
    }),
  ),
})
type ExactKey = z.infer<typeof exactSchema>['keys'][number]

/** Writes entries, which must be in the order of their keys. */
export function writeDocument(entries: readonly EtcdEntry[]): EtcdDocument {
  const taken = new TakenKeys(entries)
  const pairs: [string, string][] = []
  const exact: ExactKey[] = []
  let exactKeys = 0
  for (const entry of entries) {
    const {nested, insteadOf} = placeInJson(entry, taken)
    if (nested) pairs.push(nested)
    const said = nested !== undefined && insteadOf === undefined
    if (!said) exactKeys += 1
    if (said && entry.leaseSeconds === undefined) continue
    exact.push({
      key: entry.key.toString('base64'),
      ...(!said && {value: entry.value.toString('base64')}),
      ...(entry.leaseSeconds !== undefined && {leaseSeconds: entry.leaseSeconds}),
      ...(insteadOf !== undefined && {insteadOf}),
    })
  }
  const text = exact.length > 0 ? `${JSON.stringify({format: 1, keys: exact}, null, 2)}\n` : undefined
  return {json: withNewline(renderTree(nest(pairs))), ...(text !== undefined && {exact: text}), exactKeys}
}

/** Where etcd.json has an entry: exactly, in the place of another key, or not at all. */
function placeInJson(
  entry: EtcdEntry,
  taken: TakenKeys,
): {nested?: [key: string, value: string]; insteadOf?: string} {
  const key = utf8Of(entry.key)
  const value = utf8Of(entry.value)
  if (key === undefined || value === undefined) return {}
  const canonical = canonicalKey(key)
  if (canonical === key) return {nested: [key, value]}
  if (!taken.take(canonical)) return {}
  return {nested: [key, value], insteadOf: canonical}
}

/** Names that keys stand under in etcd.json; made when first asked, because hardly any key stands under another's. */
class TakenKeys {
  #keys: Set<string> | undefined

  constructor(private readonly entries: readonly EtcdEntry[]) {}

  /** False when it is taken already. */
  take(key: string): boolean {
    this.#keys ??= new Set(this.entries.map((entry) => latin1Of(entry.key)))
    const name = latin1Of(Buffer.from(key))
    if (this.#keys.has(name)) return false
    this.#keys.add(name)
    return true
  }
}

/** Reads both files back, in the order of the keys. @throws OpsInputError */
export function readDocument(json: string, exact: string | undefined, file = 'etcd.json'): EtcdEntry[] {
  let entries: EtcdEntry[] = []
  eachLeaf({text: json, file, key: ''}, () => {
    entries = []
    return (key, value) => entries.push({key: Buffer.from(key), value: Buffer.from(value)})
  })
  return inOrder(exact === undefined ? entries : withExact(entries, readExact(exact), file))
}

/** Sorted by key; of several with one key, the last. */
function inOrder(entries: EtcdEntry[]): EtcdEntry[] {
  const isBefore = (a: EtcdEntry | undefined, b: EtcdEntry): boolean => !a || Buffer.compare(a.key, b.key) < 0
  if (entries.every((entry, i) => isBefore(entries[i - 1], entry))) return entries
  const sorted = entries.sort((a, b) => Buffer.compare(a.key, b.key))
  return sorted.filter(({key}, i) => !sorted[i + 1]?.key.equals(key))
}

function withExact(entries: readonly EtcdEntry[], exactKeys: readonly ExactKey[], file: string): EtcdEntry[] {
  const values = new Map(entries.map((entry) => [latin1Of(entry.key), entry]))
  for (const {insteadOf} of exactKeys)
    if (insteadOf !== undefined) values.delete(latin1Of(Buffer.from(insteadOf)))
  for (const {key, value, leaseSeconds} of exactKeys) {
    const bytes = Buffer.from(key, 'base64')
    const name = latin1Of(bytes)
    const content = value === undefined ? values.get(name)?.value : Buffer.from(value, 'base64')
    if (content === undefined) {
      throw new OpsInputError(
        `etcd-exact.json names the key ${bytes.toString()}, which ${file} does not have.`,
      )
    }
    values.set(name, {key: bytes, value: content, ...(leaseSeconds !== undefined && {leaseSeconds})})
  }
  return [...values.values()]
}

function readExact(text: string): ExactKey[] {
  try {
    return exactSchema.parse(JSON.parse(text)).keys
  } catch (error) {
    throw new OpsInputError('etcd-exact.json of the backup is not readable.', {
      hints: ['Try an older backup.'],
      cause: error,
    })
  }
}

/** A string that stands for the bytes one to one, as a map's key. */
function latin1Of(bytes: Buffer): string {
  return bytes.toString('latin1')
}

function* withNewline(pieces: Iterable<string>): Generator<string> {
  yield* pieces
  yield '\n'
}
