import {OpsAbortedError, OpsError} from '../errors.js'
import type {EtcdClient, EtcdOperation} from './client.js'
import type {EtcdPlan} from './diff.js'
import {printable, type EtcdEntry} from './entry.js'
import {missingKeys} from './read-back.js'

/** etcd refuses a transaction of more than 128 operations, and a request above 1.5 MiB. */
const MAX_OPERATIONS = 128
const MAX_BYTES = 1024 * 1024
/** Measured: 16 transactions at a time are the fastest. */
const TRANSACTIONS_AT_A_TIME = 16

/** What a restore reads back is not what it wrote. */
export class EtcdMismatchError extends OpsError {
  readonly code = 'CHECK_FAILED'
}

export interface ApplyOptions {
  prefix: Buffer
  /** All entries of the backup, in the order of their keys. */
  wanted: readonly EtcdEntry[]
  plan: EtcdPlan
  prune: boolean
  signal?: AbortSignal | undefined
  onProgress?: ((done: number, all: number) => void) | undefined
}

/** Carries a plan out: puts, then reads everything back and compares, and only then removes. Safe to run again. */
export async function applyPlan(client: EtcdClient, options: ApplyOptions): Promise<void> {
  const {prefix, plan} = options
  const leases = await grantLeases(client, plan.put)
  const removed = options.prune ? plan.extra : []
  const all = plan.put.length + removed.length
  let done = 0
  const onDone = (count: number): void => options.onProgress?.((done += count), all)
  await applyOperations(client, putsOf(prefix, plan.put, leases), {signal: options.signal, onDone})
  await compare(client, options)
  await applyOperations(client, removalsOf(prefix, removed), {signal: options.signal, onDone})
}

/** Sends operations in transactions as large as etcd takes them, several at a time. */
export async function applyOperations(
  client: EtcdClient,
  operations: Iterable<EtcdOperation>,
  options: {signal?: AbortSignal | undefined; onDone?: (count: number) => void} = {},
): Promise<void> {
  // One iterator for all: each takes the next transaction when its last one is done.
  const batches = batchesOf(operations)
  let failed = false
  const worker = async (): Promise<void> => {
    for (let next = batches.next(); !failed && !next.done; next = batches.next()) {
      const batch = next.value
      if (options.signal?.aborted)
        throw new OpsAbortedError('Interrupted; what was written stays. Run it again to finish.')
      await client.apply(batch)
      options.onDone?.(batch.length)
    }
  }
  const workers = Array.from({length: TRANSACTIONS_AT_A_TIME}, () =>
    worker().catch((error: unknown) => {
      failed = true
      throw error
    }),
  )
  const outcomes = await Promise.allSettled(workers)
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure) throw failure.reason
}

/** Cuts operations into transactions. A value above a MiB travels alone: whether it is too large, etcd decides. */
function* batchesOf(operations: Iterable<EtcdOperation>): Generator<EtcdOperation[], undefined> {
  let batch: EtcdOperation[] = []
  let bytes = 0
  for (const operation of operations) {
    const size = sizeOf(operation)
    if (batch.length === MAX_OPERATIONS || (batch.length > 0 && bytes + size > MAX_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(operation)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

function sizeOf(operation: EtcdOperation): number {
  const FRAME = 24
  if ('put' in operation) return operation.put.length + operation.value.length + FRAME
  return ('remove' in operation ? operation.remove : operation.removePrefix).length + FRAME
}

function* putsOf(
  prefix: Buffer,
  entries: readonly EtcdEntry[],
  leases: ReadonlyMap<number, string>,
): Generator<EtcdOperation> {
  for (const {key, value, leaseSeconds} of entries) {
    const lease = leaseSeconds === undefined ? undefined : leases.get(leaseSeconds)
    yield {put: Buffer.concat([prefix, key]), value, lease}
  }
}

function* removalsOf(prefix: Buffer, entries: readonly EtcdEntry[]): Generator<EtcdOperation> {
  for (const {key} of entries) yield {remove: Buffer.concat([prefix, key])}
}

async function grantLeases(client: EtcdClient, entries: readonly EtcdEntry[]): Promise<Map<number, string>> {
  const leases = new Map<number, string>()
  for (const {leaseSeconds} of entries) {
    if (leaseSeconds === undefined || leases.has(leaseSeconds)) continue
    leases.set(leaseSeconds, await client.grantLease(leaseSeconds))
  }
  return leases
}

async function compare(client: EtcdClient, {prefix, wanted, signal}: ApplyOptions): Promise<void> {
  const missing = await missingKeys(client, {prefix, wanted, signal})
  const first = missing[0]
  if (!first) return
  throw new EtcdMismatchError(
    `${missing.length} keys are not what was restored, ${printable(first.key)} first: something else writes to etcd.`,
    {hints: ['Stop the manager and the agents, then run the restore again. Nothing was removed.']},
  )
}
