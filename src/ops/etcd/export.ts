import {OpsAbortedError} from '../errors.js'
import type {EtcdClient, StoredKey} from './client.js'
import {rangeEndOf, type EtcdEntry} from './entry.js'
import {EtcdCompactedError} from './errors.js'

/** All keys below a prefix as they were at one revision, in their order. */
export interface EtcdSnapshot {
  revision: string
  entries: EtcdEntry[]
}

export interface ReadOptions {
  signal?: AbortSignal | undefined
  onProgress?: ((keys: number) => void) | undefined
  /** Most keys a request; for tests. */
  pageKeys?: number
  /** What is likely to be there, in the order of the keys: parts of about the same size are read at the same time. */
  expected?: readonly EtcdEntry[] | undefined
}

const PAGE_KEYS = 5000
/** The first page tells how large values are; the next ones are to have about this size. */
const FIRST_PAGE_KEYS = 500
const PAGE_BYTES = 8 * 1024 * 1024
/** Measured: while one page is decoded here, etcd looks for another; more than three bring nothing. */
const PARTS_AT_A_TIME = 3

/** Reads everything below a prefix. */
export async function readSnapshot(
  client: EtcdClient,
  prefix: Buffer,
  options: ReadOptions = {},
): Promise<EtcdSnapshot> {
  const {revision, read} = await readPages(client, prefix, options, () => {
    const parts: StoredKey[][] = []
    return {parts, onPage: (part, keys) => void (parts[part] ??= []).push(...keys)}
  })
  return {revision, entries: await withLeases(client, read.parts.flat(), prefix.length)}
}

/** Takes what is read, page by page: of each part in the order of the keys, of several parts in turn. */
export interface PageReader {
  onPage: (part: number, keys: readonly StoredKey[]) => void
}

/**
 * Reads everything below a prefix, page by page at the revision of the first page, so that a write in between cannot
 * tear it. When etcd compacts that revision away, it starts over, once, with a new reader.
 */
export async function readPages<Reader extends PageReader>(
  client: EtcdClient,
  prefix: Buffer,
  options: ReadOptions,
  makeReader: () => Reader,
): Promise<{revision: string; read: Reader}> {
  const once = async (read: Reader) => ({revision: await readOnce(client, prefix, options, read), read})
  try {
    return await once(makeReader())
  } catch (error) {
    if (!(error instanceof EtcdCompactedError)) throw error
    return once(makeReader())
  }
}

/** Gives the revision. */
async function readOnce(
  client: EtcdClient,
  prefix: Buffer,
  options: ReadOptions,
  {onPage}: PageReader,
): Promise<string> {
  const {signal, onProgress, pageKeys = PAGE_KEYS} = options
  const parts = partsOf(prefix, options.expected ?? [])
  // Nothing but the revision is wanted of the first request when several parts are to be read at it.
  const {revision} = parts.length > 1 ? await client.range({...wholeOf(prefix), limit: 1}) : {}
  let done = 0
  const reads = parts.map((part, i) => {
    const onKeys = (keys: readonly StoredKey[]): void => {
      onPage(i, keys)
      onProgress?.((done += keys.length))
    }
    return readPart(client, {...part, revision}, {signal, pageKeys, onKeys})
  })
  const [first] = await Promise.all(reads)
  return first ?? '0'
}

interface Part {
  from: Buffer
  end: Buffer
}

function wholeOf(prefix: Buffer): Part {
  return {from: prefix, end: rangeEndOf(prefix)}
}

/** Cuts all keys below the prefix where the expected ones say that the parts will be equal. */
function partsOf(prefix: Buffer, expected: readonly EtcdEntry[]): Part[] {
  if (expected.length < PAGE_KEYS) return [wholeOf(prefix)]
  const {from, end} = wholeOf(prefix)
  const cuts = Array.from({length: PARTS_AT_A_TIME - 1}, (_, i) => {
    const entry = expected[Math.floor(((i + 1) * expected.length) / PARTS_AT_A_TIME)]
    return Buffer.concat([prefix, entry?.key ?? Buffer.alloc(0)])
  })
  return [from, ...cuts].map((start, i) => ({from: start, end: cuts[i] ?? end}))
}

/** Gives the revision it was read at. */
async function readPart(
  client: EtcdClient,
  {from, end, revision}: Part & {revision?: string | undefined},
  options: {
    signal: AbortSignal | undefined
    pageKeys: number
    onKeys: (keys: readonly StoredKey[]) => void
  },
): Promise<string> {
  let limit = Math.min(FIRST_PAGE_KEYS, options.pageKeys)
  for (;;) {
    if (options.signal?.aborted) throw new OpsAbortedError('Interrupted while reading etcd.')
    const page = await client.range({from, end, limit, revision})
    revision ??= page.revision
    options.onKeys(page.keys)
    const last = page.keys.at(-1)
    if (!page.more || !last) return revision
    from = Buffer.concat([last.key, Buffer.from([0])])
    const bytes = page.keys.reduce((sum, {key, value}) => sum + key.length + value.length, 0)
    limit = Math.max(1, Math.min(options.pageKeys, Math.floor((PAGE_BYTES * page.keys.length) / bytes)))
  }
}

async function withLeases(
  client: EtcdClient,
  stored: readonly StoredKey[],
  prefixLength: number,
): Promise<EtcdEntry[]> {
  const ids = new Set(stored.filter(({lease}) => lease !== '0').map(({lease}) => lease))
  const seconds = new Map<string, number>()
  // A lease that expires just now is counted as one of a second: its keys must not become permanent.
  for (const id of ids) seconds.set(id, (await client.leaseSeconds(id)) ?? 1)
  return stored.map(({key, value, lease}) => {
    const leaseSeconds = seconds.get(lease)
    return {key: key.subarray(prefixLength), value, ...(leaseSeconds !== undefined && {leaseSeconds})}
  })
}
