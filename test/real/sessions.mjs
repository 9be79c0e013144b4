import {callManager, query} from './api.mjs'
import {becomesTrue} from './processes.mjs'
import {Refusal} from './refusal.mjs'

const DEAD = new Set(['TERMINATED', 'CANCELLED'])
const END_WITHIN_MS = 90_000
const PAGE = 100

/** Ends every session and forgets those that have ended, so that all names are free again. Gives how many. */
export async function resetSessions(layout, admin, database) {
  const first = await liveSessions(layout, admin)
  let left = first
  const ended = await becomesTrue(async () => {
    for (const {id, access_key} of left) {
      const path = `/session/${id}?forced=true&owner_access_key=${access_key}`
      await callManager(layout, admin, {method: 'DELETE', path})
    }
    left = await liveSessions(layout, admin)
    return left.length === 0
  }, END_WITHIN_MS)
  if (!ended) throw new Refusal(1, `${left.length} sessions do not end: ${left.map(({id}) => id).join(', ')}`)
  await database(`delete from kernels where status in ('TERMINATED', 'CANCELLED', 'ERROR');
delete from sessions where status in ('TERMINATED', 'CANCELLED', 'ERROR');`)
  return first.length
}

async function liveSessions(layout, admin) {
  const live = []
  for (let offset = 0; ; offset += PAGE) {
    const text = `query($offset: Int!) {
      compute_session_list(limit: ${PAGE}, offset: $offset) { items { id status access_key } }
    }`
    const {items} = (await query(layout, admin, text, {offset})).compute_session_list
    live.push(...items.filter(({status}) => !DEAD.has(status)))
    if (items.length < PAGE) return live
  }
}
