// @ts-check
// A real manager for the contract tests, by way of test/real/real.mjs.
import {run} from './commands.mjs'
import {ROOT} from './root.mjs'

const RELEASE = process.env['BAI_REAL_RELEASE'] ?? '26.8'
const SCRIPT = `${ROOT}test/real/real.mjs`
/** The status with which it says that this machine lacks something. */
const LACKING = 10

/**
 * Starts it and passes on where it is and who may use it, as JSON in BAI_CONTRACT_REAL.
 * @param {AbortSignal} signal
 * @returns {Promise<import('./tiers.mjs').Prepared>}
 */
export async function realManager(signal) {
  const release = async () => {
    await run(process.execPath, [SCRIPT, 'down', RELEASE], {show: true})
  }
  const {status, stdout, stderr} = await run(process.execPath, [SCRIPT, 'up', RELEASE, '--json'], {signal})
  if (status === LACKING) return {lacking: stderr.trim()}
  if (status !== 0) {
    await release()
    throw new Error(`The real manager did not start (status ${status}):\n${stderr}`)
  }
  return {env: {BAI_CONTRACT_REAL: stdout.trim()}, release}
}
