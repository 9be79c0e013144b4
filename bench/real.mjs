// @ts-check
// Sessions made on a real manager, against the loop that its own Python SDK offers.
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {pythonClient} from './lib/python-client.mjs'
import {figure, notMeasured, timesFaster} from './lib/rows.mjs'

const LOOP = fileURLToPath(new URL('lib/python_create.py', import.meta.url))
const COUNT = 40
/** Each takes seconds: a few pairs tell as much as many of a short one. */
const RUNS = 5
/** More than any agent has: the sessions wait, as the measurement is of requests. */
const CPUS = '64'

/** @type {import('./topics.mjs').Topic} */
export const real = {
  name: 'real',
  title: 'Sessions on a real manager',
  async run(bench) {
    const what = `${COUNT} sessions created`
    const {BACKEND_ENDPOINT = '', BACKEND_ACCESS_KEY = '', BACKEND_SECRET_KEY = ''} = process.env
    const python = pythonClient()
    if (!BACKEND_ENDPOINT || python === undefined) {
      const lacking = BACKEND_ENDPOINT
        ? 'the Python client is not installed'
        : 'BACKEND_ENDPOINT names no manager'
      return [notMeasured(what, '≥ 1.5 × faster', lacking)]
    }
    const env = {BACKEND_ENDPOINT, BACKEND_ENDPOINT_TYPE: 'api', BACKEND_ACCESS_KEY, BACKEND_SECRET_KEY}
    const image = process.env['BAI_BENCH_IMAGE'] ?? (await firstImage(bench, env))
    const end = bench.bai(['session', 'rm', '--all-pending', '--yes', '--quiet', '--jobs', '8'], {env})
    const ours = bench.bai(['session', 'create', image, '--count', `${COUNT}`, '--cpu', CPUS, '--quiet'], {
      env,
    })
    const loop = [join(dirname(python), 'python'), LOOP, image, `${COUNT}`, CPUS]
    const theirs = bench.command(loop, {name: "the Python SDK's loop", env})
    bench.atEnd(() => bench.run(end))
    const pairs = await bench.inTurn(ours, theirs, {runs: RUNS, warmUp: 1, beforeEach: () => bench.run(end)})
    const {stdout} = await bench.run(ours)
    return [
      timesFaster(1.5, what, pairs),
      figure({
        what: 'a second, through bai',
        values: pairs.ours.map((ms) => (COUNT * 1000) / ms),
        unit: 'sessions',
      }),
      figure({
        what: 'made of those asked for',
        values: [stdout.trim().split('\n').length],
        unit: 'sessions',
        least: COUNT,
      }),
    ]
  },
}

/**
 * @param {import('./lib/bench.mjs').Bench} bench
 * @param {Readonly<Record<string, string>>} env
 */
async function firstImage(bench, env) {
  const {stdout} = await bench.run(bench.bai(['image', 'list', '--quiet'], {env}))
  return stdout.split('\n')[0] ?? ''
}
