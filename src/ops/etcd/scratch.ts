import {randomUUID} from 'node:crypto'
import type {EtcdClient} from './client.js'
import {planRestore} from './diff.js'
import type {EtcdEntry} from './entry.js'
import {applyPlan} from './import.js'

/** Keys of trials; outside of what any manager reads. */
const TRIALS = '/bai/trial/'

/**
 * Really restores entries, below a prefix of their own, compares, and removes them again; also what killed trials left.
 * Rejects with `EtcdMismatchError`.
 */
export async function tryEtcdRestore(
  client: EtcdClient,
  entries: readonly EtcdEntry[],
  {signal}: {signal?: AbortSignal | undefined},
): Promise<void> {
  const prefix = Buffer.from(`${TRIALS}${randomUUID()}/`)
  // A lease would take a key away in the middle of the comparison.
  const wanted = entries.map(({key, value}) => ({key, value}))
  try {
    await applyPlan(client, {prefix, wanted, plan: planRestore(wanted, []), prune: false, signal})
  } finally {
    await client.apply([{removePrefix: Buffer.from(TRIALS)}])
  }
}
