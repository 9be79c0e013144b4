import {OpsNotFoundError} from '../errors.js'
import {changesBetween, type EtcdChange} from './changes.js'
import type {EtcdClient, EtcdEvent} from './client.js'
import {planRestore} from './diff.js'
import {printable, utf8Of, type EtcdEntry} from './entry.js'
import {readSnapshot} from './export.js'
import {applyOperations, applyPlan} from './import.js'
import type {EtcdNamespace} from './open.js'
import {flattenJson, nest, renderTree} from './tree.js'

/** Options of every request. */
export interface EtcdCallOptions {
  signal?: AbortSignal | undefined
}

/** A change that is planned: shown by --dry-run, and made by `run`. */
export interface PlannedEdit {
  changes: EtcdChange[]
  /** Makes the change. Rejects as etcd fails (`OpsUnreachableError`, `OpsNotAllowedError`). */
  run: () => Promise<void>
}

/** Keys below a name, with the name itself as they stand in etcd. */
export interface EtcdRow {
  key: string
  value: string
  leaseSeconds: number | null
}

/** The value of a key. Rejects with `OpsNotFoundError`. */
export async function getKey({client, prefix}: EtcdNamespace, key: string): Promise<Buffer> {
  const value = await client.get(bytesOf(prefix, key))
  if (value === undefined) throw missing(key)
  return value
}

/** The nested JSON that the manager's tool prints for `get --prefix`, in pieces; `{}` when there is nothing. */
export async function getTree(
  namespace: EtcdNamespace,
  key: string,
  options: EtcdCallOptions,
): Promise<{text: Iterable<string>; binary: number}> {
  const entries = await entriesBelow(namespace, key, options)
  const pairs = entries.flatMap((entry): [string, string][] => {
    const [name, value] = [utf8Of(entry.key), utf8Of(entry.value)]
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  return {text: renderTree(nest(pairs)), binary: entries.length - pairs.length}
}

/** All keys that begin with `key`. */
export async function listKeys(
  namespace: EtcdNamespace,
  key: string,
  options: EtcdCallOptions,
): Promise<EtcdRow[]> {
  const entries = await entriesBelow(namespace, key, options)
  return entries.map((entry) => ({
    key: `${withoutSlash(key)}${printable(entry.key)}`,
    value: printable(entry.value),
    leaseSeconds: entry.leaseSeconds ?? null,
  }))
}

/** One value for one key. */
export async function planPut(
  {client, prefix}: EtcdNamespace,
  key: string,
  value: Buffer,
): Promise<PlannedEdit> {
  const there = await client.get(bytesOf(prefix, key))
  const name = Buffer.from(withoutSlash(key))
  const before = there === undefined ? [] : [{key: name, value: there}]
  return {
    changes: changesBetween(before, [{key: name, value}]),
    run: () => client.apply([{put: bytesOf(prefix, key), value}]),
  }
}

/**
 * A JSON file below a key, flattened as the manager's tool does, of any number of keys. Written is what differs, and
 * read back afterwards.
 */
export async function planPutJson(
  namespace: EtcdNamespace,
  json: {key: string; text: string; file: string},
  options: EtcdCallOptions,
): Promise<PlannedEdit> {
  const {client, prefix} = namespace
  const wanted: EtcdEntry[] = [...flattenJson(json.text, json.file, json.key)]
    .map(([key, value]) => ({key: Buffer.from(key), value: Buffer.from(value)}))
    .sort((a, b) => Buffer.compare(a.key, b.key))
  const below = withoutSlash(json.key)
  const present = (await entriesBelow(namespace, json.key, options)).map((entry) => ({
    ...entry,
    key: Buffer.concat([Buffer.from(below), entry.key]),
  }))
  const plan = planRestore(wanted, present)
  return {
    changes: changesBetween(present, wanted).filter(({change}) => change !== 'remove'),
    run: () => applyPlan(client, {prefix: Buffer.from(prefix), wanted, plan, prune: false, ...options}),
  }
}

/** Removes keys, or with `prefix` all that begin with them. Rejects with `OpsNotFoundError` for one that is not there. */
export async function planRemove(
  namespace: EtcdNamespace,
  keys: readonly string[],
  options: EtcdCallOptions & {prefix: boolean},
): Promise<PlannedEdit> {
  const {client, prefix} = namespace
  const doomed: EtcdEntry[] = []
  for (const key of keys) {
    const found = options.prefix ? await entriesBelow(namespace, key, options) : await entryAt(namespace, key)
    if (found.length === 0) throw missing(key, options.prefix)
    doomed.push(
      ...found.map((entry) => ({...entry, key: Buffer.concat([Buffer.from(withoutSlash(key)), entry.key])})),
    )
  }
  const removals = doomed.map(({key}) => ({remove: Buffer.concat([Buffer.from(prefix), key])}))
  return {
    changes: changesBetween(doomed, []),
    run: () => applyOperations(client, removals, {signal: options.signal}),
  }
}

/** A change that somebody makes. */
export interface EtcdWatchRow {
  at: Date
  type: EtcdEvent['type']
  key: string
  value: string | null
  revision: string
}

/** Tells each change of a key, or of all that begin with it, until the signal fires. */
export function watchKeys(
  {client, prefix}: EtcdNamespace,
  watched: {key: string; prefix: boolean},
  options: {signal: AbortSignal; onChange: (row: EtcdWatchRow) => void},
): Promise<void> {
  const wanted = bytesOf(prefix, watched.key)
  const onEvents = (events: EtcdEvent[]): void => {
    for (const {type, key, value, revision} of events) {
      if (!watched.prefix && !key.equals(wanted)) continue
      const name = printable(key.subarray(Buffer.byteLength(prefix)))
      const text = type === 'put' ? printable(value) : null
      options.onChange({at: new Date(), type, key: name, value: text, revision})
    }
  }
  return client.watch(wanted, onEvents, options.signal)
}

async function entryAt({client, prefix}: EtcdNamespace, key: string): Promise<EtcdEntry[]> {
  const value = await client.get(bytesOf(prefix, key))
  return value === undefined ? [] : [{key: Buffer.alloc(0), value}]
}

async function entriesBelow(
  {client, prefix}: {client: EtcdClient; prefix: string},
  key: string,
  options: EtcdCallOptions,
): Promise<EtcdEntry[]> {
  return (await readSnapshot(client, bytesOf(prefix, key), options)).entries
}

/** The manager's tool drops one leading slash of a key. */
function withoutSlash(key: string): string {
  return key.startsWith('/') ? key.slice(1) : key
}

function bytesOf(prefix: string, key: string): Buffer {
  return Buffer.from(`${prefix}${withoutSlash(key)}`)
}

function missing(key: string, prefix = false): OpsNotFoundError {
  return new OpsNotFoundError(`etcd has no key ${prefix ? 'that begins with ' : ''}${key}.`, {
    hints: ['See `bai ops etcd ls`. Names below a / of their own are percent-quoted there.'],
  })
}
