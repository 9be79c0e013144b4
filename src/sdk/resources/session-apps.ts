import {z} from 'zod'
import type {Duplex} from 'node:stream'
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
}
