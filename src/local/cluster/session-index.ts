import type {TableObserver} from './table.js'
import {isDead, isOccupying, type SessionRecord} from './model.js'
import {PendingQueue} from './pending-queue.js'

/** Finds sessions without walking over all of them: by owner's live name, by what holds capacity, by queue. */
export class SessionIndex implements TableObserver<SessionRecord> {
  /** Sessions that hold capacity, by id. */
  readonly occupying = new Map<string, SessionRecord>()
  private readonly queues = new Map<string, PendingQueue>()
  private readonly liveByName = new Map<string, string>()
  private readonly byAccessKey = new Map<string, Set<string>>()

  onChange(before: SessionRecord | undefined, after: SessionRecord | undefined): void {
    if (before) this.forget(before)
    if (after) this.learn(after)
  }

  /** Waiting sessions of one resource group, first to be scheduled first. */
  queue(scalingGroup: string): PendingQueue {
    let queue = this.queues.get(scalingGroup)
    if (!queue) this.queues.set(scalingGroup, (queue = new PendingQueue()))
    return queue
  }

  /** Resource groups that have had sessions waiting. */
  queuedGroups(): string[] {
    return [...this.queues].filter(([, queue]) => queue.size > 0).map(([name]) => name)
  }

  liveIdByName(accessKey: string, name: string): string | undefined {
    return this.liveByName.get(nameKey(accessKey, name))
  }

  /** Ids of all sessions, dead ones too, that one key owns. */
  idsOf(accessKey: string): ReadonlySet<string> {
    return this.byAccessKey.get(accessKey) ?? new Set()
  }

  private learn(session: SessionRecord): void {
    if (!isDead(session.status)) this.liveByName.set(nameKey(session.accessKey, session.name), session.id)
    if (isOccupying(session.status)) this.occupying.set(session.id, session)
    if (session.status === 'PENDING') this.queue(session.scalingGroup).add(session)
    let ids = this.byAccessKey.get(session.accessKey)
    if (!ids) this.byAccessKey.set(session.accessKey, (ids = new Set()))
    ids.add(session.id)
  }

  private forget(session: SessionRecord): void {
    const key = nameKey(session.accessKey, session.name)
    if (this.liveByName.get(key) === session.id) this.liveByName.delete(key)
    this.occupying.delete(session.id)
    if (session.status === 'PENDING') this.queue(session.scalingGroup).remove(session)
    this.byAccessKey.get(session.accessKey)?.delete(session.id)
  }
}

function nameKey(accessKey: string, name: string): string {
  return `${accessKey}\n${name}`
}
