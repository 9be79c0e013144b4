// @ts-check
// The tiers of the tests, in the order in which they are run and told: what fails fast and tells most comes first.
import {readdirSync} from 'node:fs'
import {needsDocker, needsLinux, needsPackages, needsRoot, needsSystemd} from './needs.mjs'
import {realManagers} from './real-manager.mjs'
import {ROOT} from './root.mjs'

/**
 * @typedef {object} Tier
 * @property {string} name
 * @property {string} about
 * @property {string} folder Its tests are all *.test.ts below it.
 * @property {readonly import('./needs.mjs').Need[]} needs Where one is not met, the tier is skipped with its words.
 * @property {number} limitMinutes After that it is ended and has failed.
 * @property {boolean} [parallel] Its files share nothing and may run at the same time.
 * @property {boolean} [beside] It mostly waits, for installations and servers: it begins with the first tier, and its place
 *   in the order is where it is waited for.
 * @property {Readonly<Record<string, string>>} [env]
 * @property {(signal: AbortSignal) => Promise<Prepared>} [prepare] Brings up what the tests talk to.
 */

/**
 * @typedef {object} Prepared
 * @property {Readonly<Record<string, string>>} [env]
 * @property {readonly Run[]} [runs] The tests run once for each of these, all at the same time.
 * @property {string} [lacking] Why the tier cannot run here after all.
 * @property {() => Promise<void>} [release] Takes it down again.
 */

/**
 * @typedef {object} Run
 * @property {string} title
 * @property {Readonly<Record<string, string>>} env
 */

/** @type {readonly Tier[]} */
export const TIERS = [
  {
    name: 'unit',
    about: 'single files, nothing outside the process',
    folder: 'test/unit',
    needs: [],
    limitMinutes: 5,
    parallel: true,
  },
  {
    name: 'command',
    about: 'the real `bai` as a process, against doubles',
    folder: 'test/command',
    needs: [],
    limitMinutes: 15,
  },
  {
    name: 'integration',
    about: 'parts of the package together',
    folder: 'test/integration',
    needs: [],
    limitMinutes: 12,
  },
  {
    name: 'contract',
    about: "the manager's API as `bai` relies on it, asked of the local cluster",
    folder: 'test/contract',
    needs: [],
    limitMinutes: 8,
    env: {BAI_CONTRACT_TARGET: 'local'},
  },
  {
    name: 'real',
    about: 'the same contract, asked of a real manager',
    folder: 'test/contract',
    needs: [needsLinux, needsRoot],
    limitMinutes: 20,
    env: {BAI_CONTRACT_TARGET: 'real'},
    prepare: realManagers,
    beside: true,
  },
  {
    name: 'lab',
    about: 'operating commands on a small real installation: systemd, Docker, PostgreSQL, etcd',
    folder: 'test/lab',
    needs: [needsLinux, needsRoot, needsSystemd, needsDocker],
    limitMinutes: 25,
  },
  {
    name: 'e2e',
    about: 'the packed package, installed as a user installs it',
    folder: 'test/e2e',
    needs: [needsPackages],
    limitMinutes: 8,
  },
]

/**
 * Test files of a tier.
 * @param {Tier} tier
 */
export function filesOf({folder}) {
  /** @type {string[]} */
  let names
  try {
    names = readdirSync(`${ROOT}${folder}`, {recursive: true, encoding: 'utf8'})
  } catch {
    return []
  }
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort()
}
