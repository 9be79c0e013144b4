// @ts-check
// Lists of ten and a hundred thousand sessions: they come by pages, and so does the memory they take.
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {startCluster} from './lib/cluster.mjs'
import {pythonClient} from './lib/python-client.mjs'
import {figure, notMeasured, timesFaster} from './lib/rows.mjs'
import {seedSessions} from './lib/seed.mjs'

const PAGES = fileURLToPath(new URL('lib/python_list.py', import.meta.url))
/** What the Python SDK asks for unless told otherwise. */
const SAME_COLUMNS = 'id,name,image,type,status,reason,result'
const THOUSAND = 1000
/** They take seconds to minutes: a few tell as much as many of a short one. */
const RUNS = 3

/** @type {import('./topics.mjs').Topic} */
export const many = {
  name: 'many',
  title: 'Ten and a hundred thousand sessions',
  async run(bench) {
    const cluster = await startCluster(bench)
    await bench.run(bench.bai(['session', 'create', '--count', '20', '--quiet']))
    const all = ['session', 'list', '--all', '--output', 'ndjson']
    const short = await bench.run(bench.bai([...all, '--limit', '20']))
    await seedSessions(bench, 10 * THOUSAND)
    const ten = await bench.run(bench.bai(all), {peak: true, long: true})
    const rows = []
    const python = pythonClient()
    // Its `session list` takes no more than a page of 100; a program of its SDK goes through all of them, and asks for
    // eight fields of each session. The same is asked of `bai`, which else tells everything of a session.
    const theirs = python === undefined ? undefined : [join(dirname(python), 'python'), PAGES]
    if (theirs === undefined) {
      rows.push(
        notMeasured(
          '10,000 sessions to JSON, the same columns',
          '≥ 3 × faster',
          'the Python client is not installed',
        ),
      )
    } else {
      const other = bench.command(theirs, {name: 'all pages, by the Python SDK', env: cluster.env})
      const whole = ['session', 'list', '--all', '--output', 'json']
      const often = {runs: RUNS, warmUp: 1}
      const same = await bench.inTurn(bench.bai([...whole, '--columns', SAME_COLUMNS]), other, often)
      rows.push(timesFaster(3, '10,000 sessions to JSON, the same columns', same))
      const all = await bench.inTurn(bench.bai(whole), other, often)
      const ratios = all.ours.map((ms, i) => (all.other[i] ?? NaN) / ms)
      rows.push(figure({what: 'with all columns of bai, faster by', values: ratios, unit: '×'}))
    }
    await seedSessions(bench, 90 * THOUSAND)
    const hundred = await bench.run(bench.bai(all), {peak: true, long: true})
    return [
      ...rows,
      figure({
        what: 'first line of 100,000 in ndjson, over that of 20',
        values: [(hundred.firstLineMs ?? NaN) / (short.firstLineMs ?? NaN)],
        unit: '×',
        most: 2,
      }),
      figure({
        what: 'peak memory: 100,000 over 10,000 sessions',
        values: [(hundred.peakMiB ?? NaN) / (ten.peakMiB ?? NaN)],
        unit: '×',
        most: 1.3,
      }),
      figure({
        what: 'lines of 100,000',
        values: [hundred.lines],
        unit: 'lines',
        least: 100 * THOUSAND,
      }),
    ]
  },
}
