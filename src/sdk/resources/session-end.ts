import {z} from 'zod/mini'
import {NotAllowedError, NotFoundError} from '../errors.js'
import type {Session} from '../schemas/session.js'
import {path} from '../transport/endpoints.js'
import type {Call, Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {isDead} from '../values/session-status.js'

export interface DestroyOptions extends RequestOptions {
  /** Also from states that a normal end refuses. */
  forced?: boolean
  /** Also the sessions that depend on it. */
  recursive?: boolean
  ownerAccessKey?: string
}

/** What the manager did: it ends one that runs, took one out of the queue, or there was nothing to end. */
export type EndOutcome = 'terminated' | 'cancelled' | 'gone'

interface EndSources {
  http: Transport
  sessions: {getMany(ids: readonly string[], options?: RequestOptions): Promise<Session[]>}
}

const statsSchema = z.looseObject({status: z.optional(z.string())})
const oneDestroyed = z.looseObject({stats: z.nullish(statsSchema)})
/** Releases before 25.13 give usage figures there, and a list of them with `recursive`. */
const destroySchema = z.union([oneDestroyed, z.array(oneDestroyed)])

/** Asks the manager to end a session; see `Sessions.destroy`. */
export async function endSession(
  sources: EndSources,
  id: string,
  options: DestroyOptions,
): Promise<EndOutcome> {
  const answer = await ask(sources, id, options)
  if (answer === undefined) return 'gone'
  const status = [answer].flat()[0]?.stats?.status
  if (status === 'cancelled') return 'cancelled'
  return status === undefined && !Array.isArray(answer) && isEmpty(answer.stats) ? 'gone' : 'terminated'
}

/**
 * Undefined: the session has ended before. Releases up to 25.x know only live ones here, and 24.09 forbids the end of one
 * that ended while it was asked.
 */
async function ask(
  {http, sessions}: EndSources,
  id: string,
  options: DestroyOptions,
): Promise<z.output<typeof destroySchema> | undefined> {
  try {
    return await http.json(destroyCall(id, options), destroySchema, options)
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof NotAllowedError)) throw error
    const [session] = await sessions.getMany([id], options)
    if (session && isDead(session.status)) return undefined
    throw error
  }
}

function destroyCall(id: string, {forced, recursive, ownerAccessKey}: DestroyOptions): Call {
  return {
    method: 'DELETE',
    path: path`/session/${id}`,
    query: {
      forced: forced ? 'true' : undefined,
      recursive: recursive ? 'true' : undefined,
      owner_access_key: ownerAccessKey,
    },
    // Repeating it is harmless: a session that is gone answers with empty stats.
    idempotent: true,
  }
}

function isEmpty(value: object | null | undefined): boolean {
  return !value || Object.keys(value).length === 0
}
