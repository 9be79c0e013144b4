// @ts-check
// What a tier may need of the machine it runs on. Each answers with nothing, or with the reason why not.
import {npm, run} from './commands.mjs'

/** @typedef {() => string | undefined | Promise<string | undefined>} Need */

const ANSWER_LIMIT_MS = 20_000

/** @type {Need} */
export function needsLinux() {
  return process.platform === 'linux' ? undefined : 'it needs Linux'
}

/** @type {Need} */
export function needsRoot() {
  return process.getuid?.() === 0 ? undefined : 'it needs root'
}

/** @type {Need} */
export function needsSystemd() {
  return answers('systemctl', ['--version'], 'systemd is not installed')
}

/** @type {Need} */
export function needsDocker() {
  return answers('docker', ['--version'], 'Docker is not installed')
}

/** @type {Need} */
export function needsDockerEngine() {
  return answers('docker', ['version'], 'no Docker engine answers')
}

/**
 * npm can get packages.
 * @returns {Promise<string | undefined>}
 */
export async function needsPackages() {
  const {status} = await npm(['ping', '--loglevel=silent'], {limitMs: ANSWER_LIMIT_MS})
  return status === 0 ? undefined : 'the package registry does not answer'
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} otherwise
 */
async function answers(program, args, otherwise) {
  const {status} = await run(program, args, {limitMs: ANSWER_LIMIT_MS})
  return status === 0 ? undefined : otherwise
}
