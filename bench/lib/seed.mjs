// @ts-check
// Past sessions for the local cluster, put into its journal while it is stopped: making them would take an hour.
import {randomUUID} from 'node:crypto'
import {appendFile, readFile, readdir} from 'node:fs/promises'
import {join} from 'node:path'

const LINES_AT_ONCE = 5000

/**
 * Stops the cluster, adds so many ended sessions, and starts it again.
 * @param {import('./bench.mjs').Bench} bench
 * @param {number} count
 */
export async function seedSessions(bench, count) {
  await bench.run(bench.bai(['local', 'down']))
  const state = join(bench.home, '.local', 'share', 'bai', 'local', 'state')
  const names = (await readdir(state)).filter((name) => /^journal-\d+\.ndjson$/.test(name))
  const journal = join(state, names.sort((a, b) => number(a) - number(b)).at(-1) ?? '')
  const entries = (await readFile(journal, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('{"table":"sessions","put":'))
  const last = JSON.parse(entries.at(-1) ?? '{}')
  for (let done = 0; done < count; done += LINES_AT_ONCE) {
    const lines = Array.from({length: Math.min(LINES_AT_ONCE, count - done)}, (_, i) =>
      JSON.stringify({...last, put: ended(last.put, done + i)}),
    )
    await appendFile(journal, `${lines.join('\n')}\n`)
  }
  await bench.run(bench.bai(['local', 'up']))
}

/**
 * A past session like one that is there.
 * @param {Record<string, any>} session
 * @param {number} i
 */
function ended(session, i) {
  const moment = new Date(Date.parse(session['createdAt']) - 1000 - i).toISOString().replace('Z', '000+00:00')
  const [kernel] = session['kernels']
  return {
    ...session,
    id: randomUUID(),
    name: `past-${i}`,
    sequence: session['sequence'] + 1 + i,
    status: 'TERMINATED',
    statusInfo: 'user-requested',
    statusHistory: {PENDING: moment, TERMINATED: moment},
    createdAt: moment,
    statusChanged: moment,
    terminatedAt: moment,
    kernels: [{...kernel, id: randomUUID(), status: 'TERMINATED', terminatedAt: moment, occupiedSlots: {}}],
  }
}

/** @param {string} name */
function number(name) {
  return Number(/\d+/.exec(name)?.[0])
}
