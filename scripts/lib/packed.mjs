// @ts-check
// The package as a user gets it: packed, and installed with npm into a folder of its own.
import {existsSync} from 'node:fs'
import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {npm} from './commands.mjs'

/**
 * @typedef {object} InstalledPackage
 * @property {string} prefix What `npm install --global --prefix` was given.
 * @property {string} folder Where the package lies, with its dependencies below it.
 * @property {string} bai The command.
 * @property {string} tarball
 * @property {() => Promise<void>} remove
 */

/**
 * Packs the package (which builds it) and installs it globally below a temporary folder. Rejects with npm's words.
 * @returns {Promise<InstalledPackage>}
 */
export async function installPacked() {
  const prefix = await mkdtemp(join(tmpdir(), 'bai-installed-'))
  try {
    await mustRun(['pack', '--pack-destination', prefix, '--loglevel=error'])
    const name = (await readdir(prefix)).find((file) => file.endsWith('.tgz'))
    if (name === undefined) throw new Error('npm pack made no tarball.')
    const tarball = join(prefix, name)
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
    await mustRun(['install', '--global', '--prefix', prefix, ...quiet, tarball])
    const isWindows = process.platform === 'win32'
    const folder = join(prefix, isWindows ? '' : 'lib', 'node_modules', 'bai-cli')
    const bai = isWindows ? join(prefix, 'bai.cmd') : join(prefix, 'bin', 'bai')
    if (!existsSync(bai)) throw new Error(`npm install made no ${bai}.`)
    return {prefix, folder, bai, tarball, remove: () => rm(prefix, {recursive: true, force: true})}
  } catch (error) {
    await rm(prefix, {recursive: true, force: true})
    throw error
  }
}

/** @param {readonly string[]} args */
async function mustRun(args) {
  const {status, stdout, stderr} = await npm(args)
  if (status !== 0) throw new Error(`npm ${args[0]} failed with status ${status}:\n${stdout}${stderr}`)
}
