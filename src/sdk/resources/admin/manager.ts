import {z} from 'zod'
import type {Transport} from '../../transport/http.js'
import type {RequestOptions} from '../../transport/options.js'
import {asSuperadmin} from '../../transport/superadmin.js'

const statusSchema = z
  .looseObject({
    status: z.string(),
    active_sessions: z.number().nullish(),
    nodes: z
      .array(z.looseObject({id: z.string(), version: z.string().nullish(), status: z.string().nullish()}))
      .nullish(),
  })
  .transform((wire) => ({
    /** `running`, or `frozen`: nothing is created or changed. */
    status: wire.status.toLowerCase(),
    activeSessions: wire.active_sessions ?? null,
    nodes: (wire.nodes ?? []).map(({id, version, status}) => ({
      id,
      version: version ?? null,
      status: status ?? null,
    })),
  }))

/**
 * How the manager is.
 * @useDeclaredType
 */
export type ManagerStatus = z.output<typeof statusSchema>

/** The manager itself (`/manager/status`). */
export class ManagerControl {
  constructor(private readonly http: Transport) {}

  /** Everybody may ask up to 26.8; superadmins later. */
  status(options: RequestOptions = {}): Promise<ManagerStatus> {
    return this.http.json({method: 'GET', path: '/manager/status'}, statusSchema, options)
  }

  /** Refuses everything that creates or changes, until it is unfrozen. `endSessions` also ends all that run. */
  async freeze(options: RequestOptions & {endSessions?: boolean} = {}): Promise<void> {
    await this.#put({status: 'frozen', force_kill: options.endSessions ?? false}, options)
  }

  /** Lets sessions be created and changed again. */
  async unfreeze(options: RequestOptions = {}): Promise<void> {
    await this.#put({status: 'running', force_kill: false}, options)
  }

  #put(body: Record<string, unknown>, options: RequestOptions): Promise<void> {
    const refusal = 'The manager lets nobody but superadmins freeze it or let it run again.'
    const put = {method: 'PUT', path: '/manager/status', body, idempotent: true} as const
    return asSuperadmin(this.http, {refusal, call: () => this.http.done(put, options)}, options)
  }
}
