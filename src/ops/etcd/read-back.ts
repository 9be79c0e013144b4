import type {EtcdClient, StoredKey} from './client.js'
import type {EtcdEntry} from './entry.js'
import {readPages, type PageReader} from './export.js'

/**
 * Reads everything below a prefix again, and gives those of the wanted entries (in the order of their keys) that are not
 * there with this value and without a lease. Entries with a lease are left out: theirs may end at any time.
 */
export async function missingKeys(
  client: EtcdClient,
  {prefix, wanted, signal}: {prefix: Buffer; wanted: readonly EtcdEntry[]; signal?: AbortSignal | undefined},
): Promise<EtcdEntry[]> {
  const make = (): Finder => new Finder(wanted, prefix.length)
  const {read} = await readPages(client, prefix, {signal, expected: wanted}, make)
  return wanted.filter(({leaseSeconds}, i) => leaseSeconds === undefined && !read.isFound(i))
}

/** Compares each page as it comes: to keep them all until the end costs more than to compare them. */
class Finder implements PageReader {
  readonly #found: Uint8Array
  /** Of each part, the place in `wanted` to look at next. */
  readonly #next: number[] = []

  constructor(
    private readonly wanted: readonly EtcdEntry[],
    private readonly prefixLength: number,
  ) {
    this.#found = new Uint8Array(wanted.length)
  }

  isFound(index: number): boolean {
    return this.#found[index] === 1
  }

  readonly onPage = (part: number, keys: readonly StoredKey[]): void => {
    let at = this.#next[part] ?? this.#placeOf(keys[0])
    for (const stored of keys) {
      const key = stored.key.subarray(this.prefixLength)
      let order = this.#compare(at, key)
      while (order < 0) order = this.#compare(++at, key)
      if (order > 0) continue
      const isSame = stored.lease === '0' && this.wanted[at]?.value.equals(stored.value)
      if (isSame) this.#found[at] = 1
      at += 1
    }
    this.#next[part] = at
  }

  /** Below, equal or above zero, as the wanted key is to this one; above at the end. */
  #compare(at: number, key: Buffer): number {
    const entry = this.wanted[at]
    return entry ? Buffer.compare(entry.key, key) : 1
  }

  /** The first place that is not before a key. */
  #placeOf(first: StoredKey | undefined): number {
    if (!first) return 0
    const key = first.key.subarray(this.prefixLength)
    let [low, high] = [0, this.wanted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(middle, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
