// @ts-check
// Runs one line with several values of a parameter, two at a time. What the platform spoils is tried again; what the
// program itself fails at is not. Results go to sweep.json.
//
//   node examples/sweep.mjs python 'python -c "import os; print(1 / float(os.environ[\"LR\"]))"' 1e-3 1e-4 0
//
// Exit status 0: all passed.
import {writeFile} from 'node:fs/promises'
import {connect} from './connect.mjs'

const [image = '', line = '', ...rates] = process.argv.slice(2)
const bai = connect()
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

/** @param {string} rate */
async function train(rate) {
  const name = `sweep-${rate.replaceAll('.', '-')}`
  // The plan finds what the short name of the image means here.
  const {specs} = await bai.plan({image, name, project: 'default', count: 1, environment: {LR: rate}})
  const [session] = specs
  if (!session) throw new Error(`There is no plan for ${rate}.`)
  const {outcome, exitCode, attempts, ranMs} = await bai.run(
    {session, words: [line], queueTimeoutMs: 15 * 60_000, timeoutMs: 60 * 60_000, retries: 2},
    {stdout: process.stdout, stderr: process.stderr, signal: stop.signal},
  )
  return {rate, outcome, exitCode, attempts, ranMs}
}

const queue = [...rates]
/** @type {Awaited<ReturnType<typeof train>>[]} */
const results = []
async function work() {
  for (let rate = queue.shift(); rate !== undefined; rate = queue.shift()) results.push(await train(rate))
}

try {
  await Promise.all([work(), work()])
  await writeFile('sweep.json', `${JSON.stringify(results, null, 2)}\n`)
  for (const {rate, outcome, exitCode} of results) console.log(`${rate}: ${outcome} (${exitCode})`)
  process.exitCode = results.every(({outcome}) => outcome === 'passed') ? 0 : 1
} finally {
  await bai.close()
}
