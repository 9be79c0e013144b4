import {access, readdir, rm, stat, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {run} from './processes.mjs'
import {LACKING, Refusal} from './refusal.mjs'

const DEBIAN_PACKAGES = ['postgresql', 'postgresql-client', 'redis-server', 'etcd-server']
/** Other people's package work on the machine is waited for. */
const LOCK_WAIT = ['-o', 'DPkg::Lock::Timeout=300']
const NO_SERVICES = '/usr/sbin/policy-rc.d'

export const isRoot = () => process.getuid?.() === 0

/** The programs a release needs beside Python; installed when they are missing and that is possible. */
export async function findServers(say) {
  const before = await lookForServers()
  if (before.missing.length === 0) return before.found
  if (process.platform !== 'linux') throw new Refusal(LACKING, 'A real installation runs on Linux only.')
  say(`Debian packages for ${before.missing.join(', ')}`)
  await installPackages(before.missing, DEBIAN_PACKAGES)
  const after = await lookForServers()
  if (after.missing.length > 0) throw new Refusal(LACKING, `Still missing: ${after.missing.join(', ')}.`)
  return after.found
}

/** Installs programs that are missing: name of the program to name of its package. */
export async function installDebian(packages) {
  const missing = []
  for (const program of Object.keys(packages)) if (!(await onPath(program))) missing.push(program)
  if (missing.length > 0)
    await installPackages(
      missing,
      missing.map((program) => packages[program]),
    )
}

/** A CPython of that minor version: `BAI_REAL_PYTHON`, the PATH, pyenv's. */
export async function findPython(minor) {
  const candidates = [process.env.BAI_REAL_PYTHON, `python${minor}`, ...(await pyenvPythons(minor))]
  for (const candidate of candidates.filter(Boolean)) {
    const version = await run(candidate, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']).catch(
      () => '',
    )
    if (version.trim() === minor) return candidate
  }
  throw new Refusal(LACKING, `No CPython ${minor} was found on this machine.`, [
    `Install one (pyenv install ${minor}) or name it: BAI_REAL_PYTHON=/path/to/python${minor}`,
  ])
}

/** PostgreSQL does not run as root: it gets the user its package made. */
export function asPostgresUser(argv) {
  if (!isRoot()) return argv
  return ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--init-groups', ...argv]
}

async function lookForServers() {
  const [postgres, redis, etcd] = await Promise.all([
    postgresFolder(),
    onPath('redis-server'),
    onPath('etcd'),
  ])
  const found = {postgres, redis, etcd}
  const names = {postgres: 'PostgreSQL', redis: 'Redis', etcd: 'etcd'}
  return {
    found,
    missing: Object.keys(names)
      .filter((key) => !found[key])
      .map((key) => names[key]),
  }
}

/** Debian keeps PostgreSQL's programs off the PATH, one folder a version. */
async function postgresFolder() {
  const root = '/usr/lib/postgresql'
  const versions = (await readdir(root).catch(() => [])).sort((a, b) => Number(b) - Number(a))
  for (const version of versions) {
    if (await isFile(join(root, version, 'bin', 'initdb'))) return join(root, version, 'bin')
  }
  const initdb = await onPath('initdb')
  return initdb && dirname(initdb)
}

/** Path of a program; undefined when there is none. */
export async function onPath(program, folders = process.env.PATH ?? '') {
  for (const folder of folders.split(':')) {
    if (folder && (await isFile(join(folder, program)))) return join(folder, program)
  }
  return undefined
}

async function pyenvPythons(minor) {
  const root = (await run('pyenv', ['root']).catch(() => '')).trim()
  if (!root) return []
  const versions = await readdir(join(root, 'versions')).catch(() => [])
  return versions
    .filter((version) => version.startsWith(`${minor}.`))
    .map((version) => join(root, 'versions', version, 'bin', 'python'))
}

async function installPackages(missing, packages) {
  if (!isRoot() || !(await isFile('/usr/bin/apt-get'))) {
    throw new Refusal(LACKING, `Missing here: ${missing.join(', ')}.`, [
      `On Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`,
    ])
  }
  // The packages' own services shall not start: ours have their own folders and ports.
  const hadPolicy = await isFile(NO_SERVICES)
  if (!hadPolicy) await writeFile(NO_SERVICES, '#!/bin/sh\nexit 101\n', {mode: 0o755})
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'}
  try {
    await run('apt-get', ['update', '-qq', ...LOCK_WAIT], {env})
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...LOCK_WAIT, ...packages], {
      env,
    })
  } finally {
    if (!hadPolicy) await rm(NO_SERVICES, {force: true})
  }
}

async function isFile(path) {
  try {
    await access(path)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
