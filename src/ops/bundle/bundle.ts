import {mkdtemp, mkdir, rename, rm, writeFile, chmod} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {OpsError} from '../errors.js'
import {LocalHost} from '../host/local.js'
import type {SiteHosts} from '../site/hosts.js'
import {checkHosts} from '../check/check.js'
import {prepareLogs, streamLogs} from '../services/logs.js'
import {readStates} from '../services/read.js'
import {chooseTargets, type Target} from '../services/targets.js'
import {maskSecrets} from './mask.js'

/** What goes into a support bundle, and where it is written. */
export interface BundleOptions {
  /** The tarball to write: `….tar.gz`. */
  path: string
  /** Lines of each log. */
  tail: number
  /** The site file's text, as it is. */
  siteText: string
  version: string
  signal: AbortSignal
  timeoutMs?: number | undefined
  /** Told what could not be collected. */
  warn: (text: string) => void
}

/**
 * Collects what a helper asks for first: status, checks, logs, the site and compose files, versions; secrets masked,
 * 0600. What cannot be had is told in the bundle. Rejects with `OpsAbortedError`, `OpsNotFoundError` without tar.
 */
export async function writeBundle(
  hosts: SiteHosts,
  names: readonly string[],
  options: BundleOptions,
): Promise<{path: string; files: string[]}> {
  const here = new LocalHost()
  await mkdir(dirname(options.path), {recursive: true})
  const folder = await mkdtemp(join(dirname(options.path), '.bai-bundle-'))
  const partial = join(folder, 'bundle.tar.gz')
  try {
    const files = await collectFiles(hosts, names, options)
    await mkdir(join(folder, 'bundle'), {mode: 0o700})
    for (const [name, text] of files)
      await writeFile(join(folder, 'bundle', name), maskSecrets(text), {mode: 0o600})
    const {signal} = options
    await here.run(['tar', '-czf', partial, '-C', folder, 'bundle'], {signal, timeoutMs: 120_000})
    await chmod(partial, 0o600)
    await rename(partial, options.path)
    return {path: options.path, files: files.map(([name]) => name)}
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

type Files = [name: string, text: string][]

async function collectFiles(
  hosts: SiteHosts,
  names: readonly string[],
  options: BundleOptions,
): Promise<Files> {
  const {signal, timeoutMs} = options
  const targets = chooseTargets(hosts.site, ['all'], names)
  const states = await readStates(hosts, targets, {deep: true, signal, timeoutMs})
  const checks = await checkHosts(hosts, names, {recommended: false, sum: true, signal, timeoutMs})
  return [
    ['version.txt', `bai ${options.version}, Node ${process.version}, ${process.platform} ${process.arch}\n`],
    ['site.yaml', options.siteText],
    ['status.json', `${JSON.stringify(states, null, 2)}\n`],
    ['check.json', `${JSON.stringify(checks.lines, null, 2)}\n`],
    ...(await Promise.all(targets.map((target) => logFile(hosts, target, options)))),
    ...(await composeFiles(hosts, targets, options)),
  ]
}

async function logFile(hosts: SiteHosts, target: Target, options: BundleOptions): Promise<Files[number]> {
  const lines: string[] = []
  const log = {
    tail: options.tail,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    warn: (text: string) => lines.push(`# ${text}`),
    write: ({text}: {text: string}) => void lines.push(text),
  }
  const {sources} = await prepareLogs(hosts, [target], log)
  await streamLogs(hosts, sources, log)
  return [`${target.spec.name}@${target.host}.log`, `${lines.join('\n')}\n`]
}

async function composeFiles(
  hosts: SiteHosts,
  targets: readonly Target[],
  options: BundleOptions,
): Promise<Files> {
  const files: Files = []
  for (const {host, spec} of targets) {
    if (spec.kind !== 'compose') continue
    try {
      const {signal, timeoutMs} = options
      const content = await hosts.get(host).readFile(spec.file, {signal, timeoutMs: timeoutMs ?? 15_000})
      files.push([`${spec.name}@${host}.compose.yaml`, content.toString('utf8')])
    } catch (error) {
      if (error instanceof OpsError && error.code === 'ABORTED') throw error
      options.warn(`${spec.file} on ${host}: ${error instanceof Error ? error.message : 'not readable'}`)
    }
  }
  return files
}
