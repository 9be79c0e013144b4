import {z} from 'zod'
import type {Duplex} from 'node:stream'
import type {AppEntry} from '../inside/app-proxy.js'
import type {PortForward} from '../inside/port-forward.js'
import type {WebForwardOptions} from '../inside/web-forward.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

/** A port that a session serves something at. */
export interface SessionApp {
  name: string
  /** http, tcp, preopen, vnc, rdp, pty. */
  protocol: string
  /** Ports inside the session. */
  ports: number[]
}

const appsSchema = z.array(
  z.looseObject({name: z.string(), protocol: z.string(), ports: z.array(z.number()).default([])}),
)

/** Applications of a running session. */
export class SessionApps {
  constructor(private readonly http: Transport) {}

  /** What the session can serve (`GET /stream/session/{id}/apps`). */
  async list(sessionId: string, options: RequestOptions = {}): Promise<SessionApp[]> {
    const call = {method: 'GET', path: path`/stream/session/${sessionId}/apps`} as const
    const apps = await this.http.json(call, appsSchema, options)
    return apps.map(({name, protocol, ports}) => ({name, protocol, ports}))
  }

  /**
   * Opens one connection to an application, which is started when it does not run
   * (`GET /stream/session/{id}/tcpproxy`). Rejects with `NotFoundError` for an unknown one.
   */
  connect(sessionId: string, app: string, options: RequestOptions = {}): Promise<Duplex> {
    return this.http.stream(path`/stream/session/${sessionId}/tcpproxy`, {app}, options)
  }

  /** Opens a web application at the installation's app proxy; see `enterApp`. */
  async enter(
    sessionId: string,
    {name, protocol}: Pick<SessionApp, 'name' | 'protocol'>,
    options: RequestOptions = {},
  ): Promise<AppEntry> {
    const {http} = this
    const {enterApp} = await import('../inside/app-proxy.js')
    return enterApp({http, servers: http.otherServers}, {sessionId, name, protocol}, options)
  }

  /** Leads a port of this machine to what `enter` opened; see `forwardWeb`. */
  async forwardEntered(
    entry: AppEntry,
    options: Omit<WebForwardOptions, 'servers' | 'entry'>,
  ): Promise<PortForward> {
    const {forwardWeb} = await import('../inside/web-forward.js')
    return forwardWeb({servers: this.http.otherServers, entry, ...options})
  }
}
