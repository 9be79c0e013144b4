// @ts-check
// Makes node_modules what package-lock.json says, and only when it is not.
import {readFileSync} from 'node:fs'
import {npm} from './commands.mjs'
import {ROOT} from './root.mjs'

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [link]
 */

/** @typedef {{packages?: Record<string, LockedPackage>}} Lock */

/**
 * Why an installation is not what the lock file says; undefined when it is.
 * @param {Lock} lock package-lock.json
 * @param {Lock | undefined} installed What npm wrote down about node_modules.
 * @returns {string | undefined}
 */
export function whyStale(lock, installed) {
  if (!installed) return 'nothing is installed'
  for (const [path, wanted] of Object.entries(lock.packages ?? {})) {
    if (path === '') continue
    const there = installed.packages?.[path]
    // Optional packages are for other platforms more often than not.
    if (!there && wanted.optional) continue
    const name = path.replace(/^.*node_modules\//, '')
    if (!there) return `${name} is missing`
    if (there.version !== wanted.version) return `${name} is ${there.version}, not ${wanted.version}`
    if (there.integrity !== wanted.integrity) return `${name} is another build of ${wanted.version}`
  }
  return undefined
}

/**
 * Installs the packages with `npm ci` when they are missing or not those of package-lock.json.
 * @param {(text: string) => void} say
 */
export async function ensureInstalled(say) {
  const reason = whyStale(readLock('package-lock.json') ?? {}, readLock('node_modules/.package-lock.json'))
  if (reason === undefined) return
  say(`Installing packages: ${reason}.`)
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  const {status, stdout, stderr} = await npm(['ci', '--include=dev', ...quiet])
  if (status !== 0) throw new Error(`npm ci failed with status ${status}:\n${stdout}${stderr}`)
}

/**
 * @param {string} path
 * @returns {Lock | undefined}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(ROOT + path, 'utf8'))
  } catch {
    return undefined
  }
}
