import type {Readable} from 'node:stream'
import type {Dispatcher} from 'undici'
import type {ProxyOptions, TlsOptions} from './options.js'
import type {TimeLimit} from './time-limit.js'

/** One request, as it goes out. */
export interface ConnectionRequest {
  method: Dispatcher.HttpMethod
  url: URL
  headers: Readonly<Record<string, string>>
  body: string | Buffer | undefined
  /** Ends the request, and the reading of its answer. */
  limit: TimeLimit
  /** See `Call`; may never be called. */
  whenSent?: (() => void) | undefined
}

/** An answer whose head is there. */
export interface Received {
  statusCode: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Readable & {
    /** Reads it to its end. */
    text(): Promise<string>
  }
}

/** The connections of one client, kept alive between requests. */
export interface Connections {
  request(request: ConnectionRequest): Promise<Received>
  /** Ends what is under way. */
  destroy(): Promise<void>
}

export interface ConnectionsOptions {
  tls?: TlsOptions | undefined
  proxy?: ProxyOptions | undefined
  connectTimeoutMs: number
}
