import {allOf, quoteFilter, startsWith, type Capabilities, type SessionQuery} from '../../sdk/index.js'
import {UsageError} from '../errors.js'

/** Statuses that mean a session is over. */
const DEAD = ['TERMINATED', 'CANCELLED']

/** The flags of `session list` and its relatives that choose sessions. */
export interface SessionSelection {
  status?: string[] | undefined
  all?: boolean
  dead?: boolean
  'all-users'?: boolean
  array?: string | undefined
  image?: string | undefined
  agent?: string | undefined
  /** Milliseconds. */
  since?: number | undefined
}

/** What to ask the manager for. Live sessions unless statuses, `all` or `dead` say otherwise. */
export function listQuery(selection: SessionSelection, capabilities: Capabilities): SessionQuery {
  const filter = allOf([
    selection.array === undefined ? undefined : startsWith('name', `${selection.array.replace(/^@/, '')}-`),
    selection.image === undefined ? undefined : `image ilike ${quoteFilter(`%${selection.image}%`)}`,
    selection.agent === undefined ? undefined : `agent_ids == ${quoteFilter(selection.agent)}`,
    selection.since === undefined
      ? undefined
      : `created_at >= ${quoteFilter(new Date(Date.now() - selection.since).toISOString())}`,
  ])
  const status = statusesOf(selection, capabilities)
  return {
    scope: selection['all-users'] ? 'all' : 'own',
    ...(status && {status}),
    ...(filter !== undefined && {filter}),
  }
}

function statusesOf(selection: SessionSelection, capabilities: Capabilities): string[] | undefined {
  const known = capabilities.sessionStatuses
  if (selection.all) return undefined
  if (selection.dead) return DEAD
  if (!selection.status?.length) return known.filter((status) => !DEAD.includes(status))
  // A manager answers an unknown name with an error about an enum; this says what it takes.
  return selection.status.map((typed) => {
    const status = typed.toUpperCase()
    if (known.includes(status)) return status
    throw new UsageError(`--status: manager ${capabilities.releaseText} has no status "${typed}".`, [
      `It has ${known.join(', ')}.`,
    ])
  })
}
