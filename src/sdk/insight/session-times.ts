import type {Session} from '../schemas/session.js'

/** Milliseconds from entering the queue to leaving it; null when it never left. */
export function queuedMs(session: Session): number | null {
  const left = Object.entries(session.statusHistory).find(
    ([status]) => status !== 'PENDING' && status !== 'CANCELLED',
  )
  return between(session.createdAt, left?.[1] ?? null)
}

/** Milliseconds it ran; null when it never did, or still does. */
export function ranMs(session: Session): number | null {
  return between(session.statusHistory['RUNNING'] ?? null, session.terminatedAt)
}

function between(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from))
}
