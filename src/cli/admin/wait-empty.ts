import {setTimeout as delay} from 'node:timers/promises'
import {collect, quoteFilter, WaitTimeoutError, type BackendAI} from '../../sdk/index.js'

const LOOK_EVERY_MS = 1000

/** Waits until no session is left on an agent, and tells how many there are whenever that changes. */
export async function waitUntilEmpty(
  client: BackendAI,
  agent: string,
  options: {note: (text: string) => void; withinMs: number | undefined; signal: AbortSignal},
): Promise<void> {
  const {note, withinMs = Infinity, signal} = options
  const end = performance.now() + withinMs
  const {sessionStatuses} = await client.capabilities({signal})
  // Those that have their place: of those that wait, some may be meant for this agent, and stay waiting.
  const status = sessionStatuses.filter(
    (name) => !['PENDING', 'TERMINATED', 'CANCELLED', 'ERROR'].includes(name),
  )
  const filter = `agent_ids == ${quoteFilter(agent)}`
  for (let before: number | undefined; ;) {
    const left = await collect(client.sessions.list({scope: 'all', status, filter}, {signal}))
    if (left.length === 0) return note(`${agent} is empty.`)
    if (left.length !== before) {
      note(
        `${agent}: ${left.length} left: ${left
          .map(({name}) => name)
          .slice(0, 5)
          .join(', ')}`,
      )
    }
    before = left.length
    if (performance.now() > end) {
      throw new WaitTimeoutError(`${left.length} sessions are still on ${agent}; it takes no new ones.`, {
        hints: [`See them with \`bai admin session list --agent ${agent}\`.`],
      })
    }
    await delay(LOOK_EVERY_MS, undefined, {signal})
  }
}
