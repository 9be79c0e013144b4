import type {SessionRecord} from './model.js'

/** Waiting sessions in the order the scheduler takes them: higher priority first, first come first within one. */
export class PendingQueue implements Iterable<SessionRecord> {
  private readonly sessions: SessionRecord[] = []

  get size(): number {
    return this.sessions.length
  }

  add(session: SessionRecord): void {
    this.sessions.splice(this.placeOf(session), 0, session)
  }

  remove(session: SessionRecord): void {
    const place = this.placeOf(session)
    if (this.sessions[place]?.id === session.id) this.sessions.splice(place, 1)
  }

  /** Zero-based place of a session, -1 when it does not wait here. */
  positionOf(session: SessionRecord): number {
    const place = this.placeOf(session)
    return this.sessions[place]?.id === session.id ? place : -1
  }

  [Symbol.iterator](): Iterator<SessionRecord> {
    return this.sessions[Symbol.iterator]()
  }

  private placeOf(session: SessionRecord): number {
    let low = 0
    let high = this.sessions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.sessions[middle]
      if (other && before(other, session)) low = middle + 1
      else high = middle
    }
    return low
  }
}

function before(a: SessionRecord, b: SessionRecord): boolean {
  return a.priority === b.priority ? a.sequence < b.sequence : a.priority > b.priority
}
