// @ts-check
// Waits until everything of yours in the queue has started, and says of what has not, why.
//
//   node examples/wait-for-queue.mjs [SECONDS]
//
// Exit status 0: the queue is empty. 3: time was up.
import {collect} from 'bai-cli'
import {connect} from './connect.mjs'

const withinMs = Number(process.argv[2] ?? 600) * 1000
const bai = connect()
try {
  const waiting = await collect(bai.sessions.list({status: ['PENDING']}))
  console.log(`${waiting.length} in the queue`)
  const goals = /** @type {const} */ (['running', 'done', 'failed', 'terminated'])
  if (waiting.length > 0) {
    const ids = waiting.map(({id}) => id)
    await bai.wait(ids, {goals, withinMs})
  }
  const left = await collect(bai.sessions.list({status: ['PENDING']}))
  for (const {name, code, shortBy, freedBy} of await bai.why(left)) {
    const short = Object.entries(shortBy).map(([slot, amount]) => `${amount} ${slot}`)
    const blockers = freedBy.map((blocker) => blocker.name)
    console.log(`${name}: ${code}, short by ${short.join(', ')}; ends of ${blockers.join(', ')} would help`)
  }
  process.exitCode = left.length > 0 ? 3 : 0
} finally {
  await bai.close()
}
