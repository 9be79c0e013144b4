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
}

const PAGE_KEYS = 5000
/** The first page tells how large values are; the next ones are to have about this size. */
const FIRST_PAGE_KEYS = 500
const PAGE_BYTES = 8 * 1024 * 1024

/**
 * Reads everything below a prefix, page by page at the revision of the first page, so that a write in between cannot
 * tear it. When etcd compacts that revision away, it starts over, once.
 */
export async function readSnapshot(
  client: EtcdClient,
  prefix: Buffer,
  options: ReadOptions = {},
): Promise<EtcdSnapshot> {
  try {
    return await readOnce(client, prefix, options)
  } catch (error) {
    if (!(error instanceof EtcdCompactedError)) throw error
    return readOnce(client, prefix, options)
  }
}

async function readOnce(client: EtcdClient, prefix: Buffer, options: ReadOptions): Promise<EtcdSnapshot> {
  const end = rangeEndOf(prefix)
  const most = options.pageKeys ?? PAGE_KEYS
  let limit = Math.min(FIRST_PAGE_KEYS, most)
  const stored: StoredKey[] = []
  let revision: string | undefined
  let from = prefix
  for (;;) {
    if (options.signal?.aborted) throw new OpsAbortedError('Interrupted while reading etcd.')
    const page = await client.range({from, end, limit, revision})
    revision ??= page.revision
    stored.push(...page.keys)
    options.onProgress?.(stored.length)
    const last = page.keys.at(-1)
    if (!page.more || !last) break
    from = Buffer.concat([last.key, Buffer.from([0])])
    const bytes = page.keys.reduce((sum, {key, value}) => sum + key.length + value.length, 0)
    limit = Math.max(1, Math.min(most, Math.floor((PAGE_BYTES * page.keys.length) / bytes)))
  }
  return {revision, entries: await withLeases(client, stored, prefix.length)}
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
