// @ts-check
// Lists: twenty sessions as one sees them all day.
import {startCluster} from './lib/cluster.mjs'
import {pythonClient} from './lib/python-client.mjs'
import {atMost, notMeasured, timesFaster} from './lib/rows.mjs'

/** @type {import('./topics.mjs').Topic} */
export const list = {
  name: 'list',
  title: 'Session list',
  async run(bench) {
    const cluster = await startCluster(bench)
    await bench.run(bench.bai(['session', 'create', '--count', '20', '--name', 'bench', '--quiet']))
    const ours = bench.bai(['session', 'list'])
    const rows = [atMost(2.2, 'bai session list, 20 sessions', await bench.inTurn(ours, bench.emptyScript()))]
    const python = pythonClient()
    if (python === undefined) {
      rows.push(notMeasured('the same, Python client', '≥ 5 × faster', 'it is not installed'))
      return rows
    }
    const theirs = bench.command([python, 'session', 'list'], {
      name: 'backend.ai session list',
      env: cluster.env,
    })
    rows.push(timesFaster(5, 'the same, Python client', await bench.inTurn(ours, theirs)))
    return rows
  },
}
