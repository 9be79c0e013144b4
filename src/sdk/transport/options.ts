/** How a client proves who it is. */
export type Credentials =
  | {kind: 'keypair'; accessKey: string; secretKey: string}
  /** Session of a webserver's cookie login. */
  | {kind: 'session'; sessionId: string}
  | {kind: 'anonymous'}

/** `api`: the manager itself, signed requests. `session`: a webserver in front of it, cookie login. */
export type EndpointType = 'api' | 'session'

/** How servers are known to be who they are, and this program to them. */
export interface TlsOptions {
  /** Verify the server's certificate; only `false` switches it off. */
  verify?: boolean
  /** PEM text of extra certificate authorities. */
  ca?: string
  /** PEM text of a client certificate and its key. */
  cert?: string
  key?: string
}

/** Proxies on the way, as URLs: one for `http:` addresses, one for `https:`. */
export interface ProxyOptions {
  httpProxy?: string
  httpsProxy?: string
  /** Comma-separated hosts that are reached directly. */
  noProxy?: string
}

/** What a manager told about itself, and where it is remembered between processes. */
export interface HandshakeStore {
  /** What is remembered of an address; undefined when nothing is. */
  get(endpoint: string): Promise<Handshake | undefined>
  /** Remembers what a manager told. */
  set(endpoint: string, handshake: Handshake): Promise<void>
}

/** Answer of `GET /`: the API version and, since 19.03, the manager's release. */
export interface Handshake {
  version: string
  manager: string | undefined
}

/** One line of `--debug`: a request as it went out and how it ended. Never holds a secret. */
export interface TraceEvent {
  method: string
  url: string
  status?: number
  error?: string
  elapsedMs: number
  attempt: number
}

/** Where a manager is, as whom to speak to it, and how. Times are in milliseconds. */
export interface ClientOptions {
  /** One or several manager addresses; the next is tried when one cannot be connected to. A base path is kept. */
  endpoint: string | readonly string[]
  endpointType?: EndpointType
  credentials?: Credentials
  domain?: string
  tls?: TlsOptions
  proxy?: ProxyOptions
  /** Time to connect; 10 s by default. */
  /**
   * Addresses of storage proxies as the manager tells them, and where they are reached from here. Those that are not
   * among them are not used then.
   */
  storageProxies?: Readonly<Record<string, string>> | undefined
  connectTimeoutMs?: number
  /** Time for one whole request and answer; 60 s by default, 0 for none. Streams are not limited by it. */
  requestTimeoutMs?: number
  /** How often a request is sent again after a passing failure; 3 by default. */
  retries?: number
  /** Pause before the first of them, doubled before each further one; 250 ms by default. */
  retryPauseMs?: number
  handshakes?: HandshakeStore
  /** Told of every request and answer, with secrets masked. */
  trace?: (event: TraceEvent) => void
  /** Told what the manager says about itself, remembered or asked, before the first request that needs it. */
  onHandshake?: (handshake: Handshake) => void
  userAgent?: string
}

/** Last parameter of every SDK method. */
export interface RequestOptions {
  signal?: AbortSignal | undefined
  timeoutMs?: number
}
