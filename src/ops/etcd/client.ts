import type {Etcd3, IOptions, IRequestOp, Watcher} from 'etcd3'
import {rangeEndOf} from './entry.js'
import {etcdError} from './errors.js'

/** How to reach etcd. */
export interface EtcdAddress {
  /** `http://host:port` or `https://host:port`; several of one cluster. */
  endpoints: readonly string[]
  user?: string | undefined
  password?: string | undefined
  /** PEM texts. */
  tls?: {ca?: Buffer | undefined; certificate?: Buffer | undefined; key?: Buffer | undefined} | undefined
}

/** A key as it is stored. */
export interface StoredKey {
  key: Buffer
  value: Buffer
  /** Id of its lease; `0` without. */
  lease: string
}

/** Some keys of a range, at one revision; `more`: it goes on. */
export interface RangePage {
  keys: StoredKey[]
  more: boolean
  revision: string
}

/** One change inside a transaction. */
export type EtcdOperation =
  {put: Buffer; value: Buffer; lease?: string | undefined} | {remove: Buffer} | {removePrefix: Buffer}

/** A change that somebody made. */
export interface EtcdEvent {
  type: 'put' | 'delete'
  key: Buffer
  value: Buffer
  revision: string
}

/** What the rest of `ops/` knows of etcd: bytes in, bytes out, errors of ours. */
export interface EtcdClient {
  readonly endpoints: readonly string[]
  /** Keys from `from` to before `end`, in order: `limit` at most, at a revision when one is given. */
  range(query: {from: Buffer; end: Buffer; limit: number; revision?: string | undefined}): Promise<RangePage>
  /** The value of a key; undefined when there is none. */
  get(key: Buffer): Promise<Buffer | undefined>
  /** Makes changes in one transaction: 128 of them at most, 1 MiB together. */
  apply(operations: readonly EtcdOperation[]): Promise<void>
  /** Seconds a lease was granted for, or undefined when it has expired. */
  leaseSeconds(lease: string): Promise<number | undefined>
  /** Grants a lease; keys that are put with it end with it. */
  grantLease(seconds: number): Promise<string>
  /** Reports changes below a prefix until the signal fires. */
  watch(prefix: Buffer, onEvents: (events: EtcdEvent[]) => void, signal: AbortSignal): Promise<void>
  /** The version of the server that answers. */
  serverVersion(): Promise<string>
  /** Closes the connections. */
  close(): void
}

const CALL_MS = 30_000

/** Opens a client; the first call connects. Close it. */
export async function openEtcd(address: EtcdAddress): Promise<EtcdClient> {
  const {Etcd3, GRPCUnavailableError} = await import('etcd3')
  const {handleType, noop, retry, ExponentialBackoff} = await import('cockatiel')
  // The library's own fault handling opens a circuit breaker for 5 s after three refused requests, and one oversized
  // put counts as three. Every operation here may be repeated, so another endpoint is tried and nothing else.
  const options: IOptions = {
    hosts: [...address.endpoints],
    faultHandling: {
      host: () => noop,
      global: retry(handleType(GRPCUnavailableError), {
        maxAttempts: Math.max(2, address.endpoints.length),
        backoff: new ExponentialBackoff({initialDelay: 100, maxDelay: 1000}),
      }),
    },
    dialTimeout: 5000,
    defaultCallOptions: ({isStream}) => (isStream ? {} : {deadline: Date.now() + CALL_MS}),
    grpcOptions: {'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1},
    ...(address.user !== undefined && {auth: {username: address.user, password: address.password ?? ''}}),
    ...credentialsOf(address),
  }
  return new LibraryClient(new Etcd3(options), address.endpoints)
}

function credentialsOf({endpoints, tls}: EtcdAddress): Pick<IOptions, 'credentials'> {
  if (!tls?.ca && !endpoints.some((endpoint) => endpoint.startsWith('https:'))) return {}
  // grpc-js takes the system's certificates when there is no root of our own.
  const rootCertificate = tls?.ca as Buffer
  if (!tls?.certificate || !tls.key) return {credentials: {rootCertificate}}
  return {credentials: {rootCertificate, privateKey: tls.key, certChain: tls.certificate}}
}

class LibraryClient implements EtcdClient {
  constructor(
    private readonly client: Etcd3,
    readonly endpoints: readonly string[],
  ) {}

  range(query: {from: Buffer; end: Buffer; limit: number; revision?: string}): Promise<RangePage> {
    return this.#call(async () => {
      const {from: key, end: range_end, limit, revision} = query
      const answer = await this.client.kv.range({
        key,
        range_end,
        limit,
        ...(revision !== undefined && {revision}),
      })
      return {
        keys: answer.kvs.map(({key, value, lease}) => ({key, value, lease})),
        more: answer.more,
        revision: answer.header.revision,
      }
    })
  }

  get(key: Buffer): Promise<Buffer | undefined> {
    return this.#call(async () => (await this.client.kv.range({key})).kvs[0]?.value)
  }

  apply(operations: readonly EtcdOperation[]): Promise<void> {
    return this.#call(async () => {
      await this.client.kv.txn({compare: [], success: operations.map(requestOf), failure: []})
    })
  }

  leaseSeconds(lease: string): Promise<number | undefined> {
    return this.#call(async () => {
      const answer = await this.client.leaseClient.leaseTimeToLive({ID: lease, keys: false})
      return Number(answer.TTL) < 0 ? undefined : Number(answer.grantedTTL)
    })
  }

  grantLease(seconds: number): Promise<string> {
    return this.#call(async () => (await this.client.leaseClient.leaseGrant({TTL: seconds, ID: 0})).ID)
  }

  serverVersion(): Promise<string> {
    return this.#call(async () => (await this.client.maintenance.status()).version)
  }

  watch(prefix: Buffer, onEvents: (events: EtcdEvent[]) => void, signal: AbortSignal): Promise<void> {
    return this.#call(async () => {
      // The library wants a string, but passes on the bytes of a range as they are.
      const range = {start: prefix, end: rangeEndOf(prefix)}
      const watcher = await this.client.watch().inRange(range).create()
      try {
        await untilAborted(watcher, onEvents, signal)
      } finally {
        await watcher.cancel().catch(() => undefined)
      }
    })
  }

  close(): void {
    this.client.close()
  }

  async #call<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act()
    } catch (error) {
      throw await etcdError(error, this.endpoints)
    }
  }
}

function requestOf(operation: EtcdOperation): IRequestOp {
  if ('put' in operation) {
    const {put: key, value, lease} = operation
    return {request_put: {key, value, ...(lease !== undefined && {lease})}}
  }
  if ('remove' in operation) return {request_delete_range: {key: operation.remove}}
  const {removePrefix: key} = operation
  return {request_delete_range: {key, range_end: rangeEndOf(key)}}
}

function untilAborted(
  watcher: Watcher,
  onEvents: (events: EtcdEvent[]) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), {once: true})
    watcher.on('error', reject)
    watcher.on('data', ({events}) =>
      onEvents(
        events.map(({type, kv}) => ({
          type: type === 'Put' ? 'put' : 'delete',
          key: kv.key,
          value: kv.value,
          revision: kv.mod_revision,
        })),
      ),
    )
  })
}
