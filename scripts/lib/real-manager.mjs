// @ts-check
// Real managers for the contract tests, by way of test/real/real.mjs.
import {run} from './commands.mjs'
import {needsDockerEngine} from './needs.mjs'
import {RELEASES as INSTALLABLE} from '../../test/real/releases.mjs'
import {ROOT} from './root.mjs'

/** `26.8,25.5,24.9` asks one of each generation; the older two take minutes to install and start. */
const RELEASES = (process.env['BAI_REAL_RELEASES'] ?? '26.8').split(',')
/** @type {Readonly<Record<string, {extras?: boolean}>>} */
const KNOWN = INSTALLABLE
const SCRIPT = `${ROOT}test/real/real.mjs`
/** The status with which it says that this machine lacks something. */
const LACKING = 10

/**
 * Starts them at the same time, and passes on where each is and who may use it, as JSON in BAI_CONTRACT_REAL.
 * @param {AbortSignal} signal
 * @returns {Promise<import('./tiers.mjs').Prepared>}
 */
export async function realManagers(signal) {
  const release = async () => {
    await run(process.execPath, [SCRIPT, 'down', ...RELEASES], {show: true})
  }
  const argv = [SCRIPT, 'up', ...RELEASES, ...(await extras()), '--client', '--json']
  const {status, stdout, stderr} = await run(process.execPath, argv, {signal})
  if (status === LACKING) return {lacking: stderr.trim()}
  if (status !== 0) {
    await release()
    throw new Error(`The real managers did not start (status ${status}):\n${stderr}`)
  }
  const lines = stdout.trim().split('\n')
  return {
    release,
    runs: RELEASES.map((title, i) => ({title, env: {BAI_CONTRACT_REAL: lines[i] ?? ''}})),
  }
}

/** What runs beside a manager, where one that was asked for can have it here. */
async function extras() {
  if (!RELEASES.some((name) => KNOWN[name]?.extras)) return []
  return [...((await startEngine()) ? ['--agent', 'docker', '--app-proxy'] : []), '--webserver']
}

/** Sessions in which code runs need a Docker engine. The lab's scripts install and start one where they may. */
async function startEngine() {
  for (const script of ['install.sh', 'dockerd.sh']) {
    if ((await needsDockerEngine()) === undefined) return true
    const {status, stderr} = await run('bash', [`${ROOT}test/lab/lab/${script}`])
    if (status !== 0) console.error(stderr.trim())
  }
  return (await needsDockerEngine()) === undefined
}
