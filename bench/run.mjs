// @ts-check
// Measures what docs/performance.md promises, on the packed package as it is installed, and writes bench/RESULTS.md.
// usage: npm run bench [-- TOPIC…] [--runs N]
import {parseArgs} from 'node:util'
import {ensureInstalled} from '../scripts/lib/install.mjs'
import {installPacked} from '../scripts/lib/packed.mjs'
import {Bench} from './lib/bench.mjs'
import {describeMachine} from './lib/machine.mjs'
import {writeResults} from './lib/results.mjs'
import {rowWords} from './lib/rows.mjs'
import {TOPICS} from './topics.mjs'

const LEAST_RUNS = 15
const {positionals, values} = parseArgs({allowPositionals: true, options: {runs: {type: 'string'}}})
const interruption = new AbortController()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => interruption.abort(new Error('Interrupted.')))

process.exitCode = await main()

async function main() {
  const unknown = positionals.find((name) => !TOPICS.some((topic) => topic.name === name))
  if (unknown !== undefined) {
    console.error(`There is no topic "${unknown}". There is ${TOPICS.map(({name}) => name).join(', ')}.`)
    return 2
  }
  const runs = Number(values.runs ?? LEAST_RUNS)
  await ensureInstalled((text) => console.log(text))
  console.log('Packing and installing the package as a user does it.')
  const installed = await installPacked()
  let missed = 0
  try {
    for (const topic of TOPICS.filter(({name}) => positionals.length === 0 || positionals.includes(name))) {
      console.log(`\n▸ ${topic.title}`)
      const bench = await Bench.create(installed, {runs, signal: interruption.signal})
      const machine = describeMachine()
      try {
        const rows = await topic.run(bench)
        for (const row of rows) console.log(`  ${rowWords(row)}`)
        missed += rows.filter((row) => row.verdict === 'missed').length
        writeResults(topic, {rows, machine, commands: bench.commands, runs})
      } finally {
        await bench.remove()
      }
    }
  } finally {
    await installed.remove()
  }
  console.log(
    missed === 0 ? '\nbench/RESULTS.md is written.' : `\nbench/RESULTS.md is written; ${missed} missed.`,
  )
  return 0
}
