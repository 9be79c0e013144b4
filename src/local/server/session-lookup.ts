import {isDead, type SessionRecord} from '../cluster/model.js'
import type {ClusterState} from '../cluster/state.js'
import type {Actor} from './context.js'
import {sessionNotFound} from './problems.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A session of the owner: a name finds live ones only, an id dead ones too. */
export function findSession(state: ClusterState, owner: Actor, reference: string): SessionRecord | undefined {
  const id = state.sessionIndex.liveIdByName(owner.keypair.accessKey, reference)
  const session = state.sessions.get(id ?? (UUID.test(reference) ? reference.toLowerCase() : ''))
  return session?.accessKey === owner.keypair.accessKey ? session : undefined
}

/** @throws Problem 404 */
export function requireSession(state: ClusterState, owner: Actor, reference: string): SessionRecord {
  const session = findSession(state, owner, reference)
  if (!session) throw sessionNotFound(reference)
  return session
}

/** Managers do not find a session any more, even by its id, once it has ended. @throws Problem 404 */
export function requireLiveSession(state: ClusterState, owner: Actor, reference: string): SessionRecord {
  const session = requireSession(state, owner, reference)
  if (session.status !== 'ERROR' && isDead(session.status)) throw sessionNotFound(reference)
  return session
}

const MOST_MATCHES = 10

/** Sessions of the owner that have this id, else this name; ended ones too. Older managers match beginnings. */
export function matchSessions(state: ClusterState, owner: Actor, reference: string): SessionRecord[] {
  const own = [...state.sessionIndex.idsOf(owner.keypair.accessKey)]
    .map((id) => state.sessions.get(id))
    .filter((session) => session !== undefined)
  const byId = own.filter(({id}) => id === reference.toLowerCase())
  return byId.length > 0 ? byId : own.filter(({name}) => name === reference).slice(0, MOST_MATCHES)
}
