import type {Session} from '../../sdk/index.js'

/** One value of a session that was changed, or would be. */
export interface SessionChange {
  id: string
  name: string
  from: string | number | null
  to: string | number | null
  /** False with --dry-run. */
  changed: boolean
}

/** Changes sessions one after the other; with a dry run only says what would change. */
export async function changeSessions(
  sessions: readonly Session[],
  plan: {
    to: string | number | null
    current: (session: Session) => string | number | null
    apply: (session: Session) => Promise<void>
    dryRun: boolean
  },
): Promise<SessionChange[]> {
  const changes: SessionChange[] = []
  for (const session of sessions) {
    if (!plan.dryRun) await plan.apply(session)
    const {id, name} = session
    changes.push({id, name, from: plan.current(session), to: plan.to, changed: !plan.dryRun})
  }
  return changes
}
