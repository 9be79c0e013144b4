import {ConflictError, NotFoundError} from '../errors.js'
import type {Session} from '../schemas/session.js'
import {SESSION_DEPENDENCIES, SESSION_DETAIL_FIELDS, SESSION_FIELDS} from '../schemas/session-fields.js'
import {existingSchema, logsSchema, sessionDetailSchema, sessionSchema} from '../schemas/session-wire.js'
import {collect} from '../transport/collect.js'
import {path} from '../transport/endpoints.js'
import type {GraphQL, Field, Query} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {isDead} from '../values/session-status.js'
import {allOf, anyOf, quoteFilter} from './filters.js'
import {endSession, type DestroyOptions, type EndOutcome} from './session-end.js'
import {asDependency, dependencyIds} from './session-dependencies.js'
import {createBody, createdSchema, type SessionSpec} from './session-spec.js'

/** Which sessions to list; conditions add up. */
export interface SessionQuery {
  /** Upper-case status names; only those the manager knows may be named (`Capabilities.sessionStatuses`). */
  status?: readonly string[]
  /** A condition in the manager's filter language. */
  filter?: string
  /** `own`: the caller's; `all`: every one the role may see. */
  scope?: 'own' | 'all'
  /** `-created_at` (newest first) unless said otherwise. */
  order?: string
  fields?: readonly Field[]
  pageSize?: number
}

/** What became of a create request. */
export interface CreatedSession {
  id: string
  name: string
  status: string
  /** False when a live session of that name was taken over. */
  created: boolean
}

/** Compute sessions. Reads go through GraphQL, where slots are data; actions through REST, by id. */
export class Sessions {
  constructor(
    private readonly http: Transport,
    private readonly graphql: GraphQL,
    private readonly ownAccessKey: string | undefined,
  ) {}

  /**
   * Enqueues one session and returns at once (`POST /session`, or `POST /session/_/create-from-template`). Rejects with
   * `ConflictError` when a live session has the name, `NotFoundError` for an unknown image, project, resource group or
   * template, `QuotaError`, `RejectedError`.
   */
  async create(spec: SessionSpec, options: RequestOptions = {}): Promise<CreatedSession> {
    const capabilities = await this.http.capabilities(options)
    const body = createBody(spec, capabilities)
    const route = spec.template === undefined ? '/session' : '/session/_/create-from-template'
    const call = {method: 'POST', path: route, body} as const
    const answer = await this.http.json(call, createdSchema, options).catch((error: unknown) => {
      throw nameTaken(error, spec.name) ?? error
    })
    return {
      id: answer.sessionId,
      name: answer.sessionName ?? spec.name,
      status: answer.status,
      created: answer.created ?? true,
    }
  }

  /** All matching sessions, newest first, fetched page by page while you iterate. */
  async *list(query: SessionQuery = {}, options: RequestOptions = {}): AsyncGenerator<Session> {
    for await (const page of this.pages(query, options)) yield* page.items
  }

  /** The same, page by page, with the total. */
  pages(
    query: SessionQuery = {},
    options: RequestOptions = {},
  ): AsyncGenerator<{items: Session[]; total: number}> {
    const pageSize = query.pageSize
    return this.graphql.pages(this.#listQuery(query), () => sessionSchema, {
      ...options,
      ...(pageSize !== undefined && {pageSize}),
    })
  }

  /** One session with its containers and ports, ended ones too. Rejects with `NotFoundError`. */
  async get(id: string, options: RequestOptions = {}): Promise<Session> {
    const filter = `id == ${quoteFilter(id)}`
    const query = this.#listQuery({scope: 'all', filter, fields: SESSION_DETAIL_FIELDS})
    // 26.8.3 fails at the dependencies of every session that has some.
    const pages = this.graphql.pages({...query, mayFail: ['dependencies']}, sessionDetailSchema, options)
    const [found] = (await collect(pages)).flatMap(({items}) => items)
    if (!found) throw new NotFoundError(`There is no session ${id}.`)
    return this.#completed(found, options)
  }

  /** As `list`, all at once and with what each one depends on; lists leave that out. */
  async listWithDependencies(query: SessionQuery = {}, options: RequestOptions = {}): Promise<Session[]> {
    const fields = [...SESSION_FIELDS, SESSION_DEPENDENCIES]
    const asked = {...this.#listQuery({...query, fields}), mayFail: ['dependencies']}
    const sessions: Session[] = []
    for await (const {items} of this.graphql.pages(asked, sessionDetailSchema, options)) {
      for (const one of items) sessions.push(await this.#completed(one, options))
    }
    return sessions
  }

  async #completed(
    {session, dependenciesLost}: {session: Session; dependenciesLost: boolean},
    options: RequestOptions,
  ): Promise<Session> {
    if (!dependenciesLost) return session
    const dependencies = await this.getMany(await dependencyIds(this.http, session.id, options), options)
    return {...session, dependencies: dependencies.map(asDependency)}
  }

  /** Several sessions by id, in the order asked; those that do not exist are left out. */
  async getMany(
    ids: readonly string[],
    options: RequestOptions & {fields?: readonly Field[]} = {},
  ): Promise<Session[]> {
    const found = new Map<string, Session>()
    for (let start = 0; start < ids.length; start += 50) {
      const filter = anyOf(ids.slice(start, start + 50).map((id) => `id == ${quoteFilter(id)}`))
      const query: SessionQuery = {
        scope: 'all',
        ...(filter && {filter}),
        ...(options.fields && {fields: options.fields}),
      }
      for await (const session of this.list(query, options)) found.set(session.id, session)
    }
    return ids.map((id) => found.get(id)).filter((session) => session !== undefined)
  }

  /** Sessions whose name is exactly this one, newest first. */
  async named(name: string, query: SessionQuery = {}, options: RequestOptions = {}): Promise<Session[]> {
    const filter = allOf([`name == ${quoteFilter(name)}`, query.filter])
    return collect(this.list({...query, ...(filter && {filter})}, options))
  }

  /**
   * Ends a session (`DELETE /session/{id}`). The answer only says that the manager took the request; wait for
   * `TERMINATED`. `gone`: there was nothing to end. Releases up to 25.x say `terminated` of waiting ones too.
   */
  destroy(id: string, options: DestroyOptions = {}): Promise<EndOutcome> {
    return endSession({http: this.http, sessions: this}, id, options)
  }

  /**
   * Renames a running session. The name goes in the query and in the body: releases read one or the other.
   * Rejects with `ConflictError` when the name is taken.
   */
  async rename(id: string, name: string, options: RequestOptions = {}): Promise<void> {
    const capabilities = await this.http.capabilities(options)
    // 24.9 fails at a taken name with 500, 25.5 takes it, so that two live sessions share it.
    if (!capabilities.has('renameRefusesTakenNames')) await this.#refuseTakenName(name, options)
    const call = {method: 'POST', path: path`/session/${id}/rename`, query: {name}, body: {name}} as const
    await this.http.done(call, options)
  }

  async #refuseTakenName(name: string, options: RequestOptions): Promise<void> {
    const taken = (await this.named(name, {}, options)).find(({status}) => !isDead(status))
    if (taken) {
      throw new ConflictError(`There is a live session "${name}" already (${taken.id}).`, {
        hints: ['Choose another name, or end that session.'],
        problem: 'session-already-exists',
      })
    }
  }

  /** Restarts the containers (`PATCH /session/{id}`). Rejects with `UnsupportedError` from 26.4.4 on. */
  async restart(id: string, options: RequestOptions = {}): Promise<void> {
    await this.http.require('restart', 'restart a session', options)
    await this.http.done({method: 'PATCH', path: path`/session/${id}`}, options)
  }

  /** What the session wrote so far, with its terminal codes; also after the end where the manager keeps it. */
  async logs(
    id: string,
    options: RequestOptions & {kernelId?: string; ownerAccessKey?: string} = {},
  ): Promise<string> {
    const query = {kernel_id: options.kernelId, owner_access_key: options.ownerAccessKey}
    const call = {method: 'GET', path: path`/session/${id}/logs`, query} as const
    return (await this.http.json(call, logsSchema, options)).result.logs
  }

  /** Sends Ctrl-C to what runs in the session. */
  async interrupt(id: string, options: RequestOptions = {}): Promise<void> {
    await this.http.done({method: 'POST', path: path`/session/${id}/interrupt`}, options)
  }

  #listQuery(query: SessionQuery): Query {
    const accessKey = query.scope === 'all' ? undefined : this.ownAccessKey
    return {
      root: 'compute_session_list',
      args: {
        status: {type: 'String', value: query.status?.join(',')},
        filter: {type: 'String', value: query.filter},
        order: {type: 'String', value: query.order ?? '-created_at'},
        access_key: {type: 'String', value: accessKey},
      },
      fields: query.fields ?? SESSION_FIELDS,
    }
  }

  /** The live session a refused create ran into, when the refusal names it. */
  static existingSessionId(error: unknown): string | undefined {
    if (!(error instanceof ConflictError)) return undefined
    return existingSchema.safeParse(error.data).data?.existingSessionId
  }
}

/** Managers say only that "the session" exists; this names it. */
function nameTaken(error: unknown, name: string): ConflictError | undefined {
  if (!(error instanceof ConflictError) || error.problem !== 'session-already-exists') return undefined
  const id = Sessions.existingSessionId(error)
  return new ConflictError(`There is a live session "${name}" already${id ? ` (${id})` : ''}.`, {
    hints: ['Choose another name, end that session, or take it over with `reuse`.'],
    problem: error.problem,
    data: error.data,
    cause: error,
    ...(error.status !== undefined && {status: error.status}),
    ...(error.managerCode !== undefined && {managerCode: error.managerCode}),
    ...(error.requestId !== undefined && {requestId: error.requestId}),
  })
}
