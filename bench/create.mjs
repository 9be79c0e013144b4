// @ts-check
// A thousand sessions in one command, against the server's own ceiling.
import {fileURLToPath} from 'node:url'
import {startCluster} from './lib/cluster.mjs'
import {figure, timesFaster} from './lib/rows.mjs'

const RAW_LOOP = fileURLToPath(new URL('lib/raw-create.mjs', import.meta.url))
const COUNT = 1000
const IN_FLIGHT = 4
/** Each takes seconds: a few pairs tell as much as many of a short one. */
const RUNS = 5

/** @type {import('./topics.mjs').Topic} */
export const create = {
  name: 'create',
  title: 'A thousand sessions',
  async run(bench) {
    // One GPU: one session of each thousand runs, the others wait, as the measurement is of requests.
    const cluster = await startCluster(bench, ['--gpus', '1'])
    const end = bench.bai(['session', 'rm', '--all-pending', '--yes', '--quiet', '--jobs', '8'])
    const create = ['session', 'create', '--count', String(COUNT), '--gpu', '1', '--jobs', String(IN_FLIGHT)]
    const ours = bench.bai([...create, '--quiet'])
    const raw = bench.command([process.execPath, RAW_LOOP, String(COUNT), String(IN_FLIGHT)], {
      name: `signed requests, ${IN_FLIGHT} in flight`,
      env: cluster.env,
    })
    const pairs = await bench.inTurn(ours, raw, {runs: RUNS, warmUp: 1, beforeEach: () => bench.run(end)})
    const rates = pairs.ours.map((ms) => COUNT / (ms / 1000))
    const {stdout, peakMiB = NaN} = await bench.run(ours, {peak: true})
    const made = stdout.trim().split('\n').length
    await bench.run(end)
    const few = await bench.run(bench.bai([...create.with(3, '100'), '--quiet']), {peak: true})
    return [
      timesFaster(0.9, `bai session create --count ${COUNT}, rate`, pairs),
      figure({what: 'the local cluster, through bai', values: rates, unit: 'a second', least: 300}),
      figure({what: 'sessions made of those asked for', values: [made], unit: 'sessions', least: COUNT}),
      figure({
        what: 'peak memory: 1,000 over 100 sessions',
        values: [peakMiB / (few.peakMiB ?? NaN)],
        unit: '×',
        most: 1.3,
      }),
    ]
  },
}
