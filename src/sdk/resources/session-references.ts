import {AmbiguousReferenceError, NotFoundError} from '../errors.js'
import type {Session} from '../schemas/session.js'
import {collect} from '../transport/collect.js'
import type {RequestOptions} from '../transport/options.js'
import {isMemberOf, parseReference} from '../values/reference.js'
import {isDead} from '../values/session-status.js'
import {startsWith} from './filters.js'
import type {SessionQuery, Sessions} from './sessions.js'

/** How far back ended sessions are searched for the beginning of an id, which the manager cannot filter by. */
const SEARCHED_FOR_ID = 1000

export interface ResolveOptions extends RequestOptions {
  /** Look among everybody's sessions that the role may see. */
  scope?: 'own' | 'all'
  /** Ids that `@last` stands for, as the caller remembers them. */
  last?: readonly string[]
}

/**
 * Finds the sessions a reference means: several for `@last` and `@array`, one otherwise. A live session goes before
 * ended ones, an exact name before a beginning. Rejects with `NotFoundError`, or with `AmbiguousReferenceError` that
 * lists the candidates: it never guesses.
 */
export async function resolveSessions(
  sessions: Sessions,
  text: string,
  options: ResolveOptions = {},
): Promise<Session[]> {
  const reference = parseReference(text)
  switch (reference.kind) {
    case 'id':
      return [await sessions.get(reference.id, options)]
    case 'last':
      return required(await sessions.getMany(options.last ?? [], options), text, [
        '`@last` is what the last `bai session create` here made; nothing is remembered or it is forgotten.',
      ])
    case 'array':
      return required(await membersOf(sessions, reference.array, options), text, [
        'An array is named by what comes before the number: @train for train-1, train-2, …',
      ])
    case 'prefix':
      return [await resolvePrefix(sessions, reference.text, options)]
  }
}

async function membersOf(sessions: Sessions, array: string, options: ResolveOptions): Promise<Session[]> {
  const query: SessionQuery = {scope: options.scope ?? 'own', filter: startsWith('name', `${array}-`)}
  const found = await collect(sessions.list(query, options))
  const members = found.filter((session) => isMemberOf(session.name, array))
  const live = members.filter((session) => !isDead(session.status))
  return (live.length > 0 ? live : members).sort((a, b) =>
    a.name.localeCompare(b.name, 'en', {numeric: true}),
  )
}

async function resolvePrefix(sessions: Sessions, text: string, options: ResolveOptions): Promise<Session> {
  const scope = options.scope ?? 'own'
  if (text === '') throw notFound(text, ['Name a session, or use @last.'])
  const byName = await collect(sessions.list({scope, filter: startsWith('name', text)}, options))
  const byId = /^[0-9a-f-]+$/i.test(text) ? await withIdPrefix(sessions, text, options) : []
  const candidates = unique([...byName, ...byId])
  // Whoever types a whole name means it, even when it begins other names; the living go before the ended.
  const groups = [
    candidates.filter((session) => session.name === text && !isDead(session.status)),
    candidates.filter((session) => !isDead(session.status)),
    candidates.filter((session) => session.name === text),
    candidates,
  ]
  const group = groups.find((members) => members.length > 0)
  const [first] = group ?? []
  if (!group || !first) throw notFound(text, ['`bai session list -a` shows all of yours, ended ones too.'])
  if (group.length > 1) throw new AmbiguousReferenceError(text, group)
  return first
}

async function withIdPrefix(sessions: Sessions, text: string, options: ResolveOptions): Promise<Session[]> {
  const recent = await collect(sessions.list({scope: options.scope ?? 'own'}, options), SEARCHED_FOR_ID)
  return recent.filter((session) => session.id.startsWith(text.toLowerCase()))
}

function unique(sessions: readonly Session[]): Session[] {
  return [...new Map(sessions.map((session) => [session.id, session])).values()]
}

function required(sessions: Session[], text: string, hints: readonly string[]): Session[] {
  if (sessions.length === 0) throw notFound(text, hints)
  return sessions
}

function notFound(text: string, hints: readonly string[]): NotFoundError {
  return new NotFoundError(`There is no session "${text}".`, {hints})
}
