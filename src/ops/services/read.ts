import {OpsError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import type {SiteHosts} from '../site/hosts.js'
import {composeState, containersOf, readContainers} from './containers.js'
import {dockerAccess} from './docker.js'
import {askService} from './health.js'
import {withMemory} from './memory.js'
import {blankState, type ServiceState} from './state.js'
import {readUnits} from './systemd.js'
import {isCompose, isSystemd, type ComposeService, type SystemdService, type Target} from './targets.js'

/** How deep to look at services, and how long. */
export interface ReadOptions {
  /** Ask the services themselves as well. */
  deep?: boolean
  /** Longest time for one host. */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

const HOST_WITHIN_MS = 15_000

/**
 * The state of services on all their hosts, hosts in parallel. A host that cannot be asked costs only its own rows.
 * Rejects only with `OpsAbortedError`.
 */
export async function readStates(
  hosts: SiteHosts,
  targets: readonly Target[],
  options: ReadOptions = {},
): Promise<ServiceState[]> {
  const names = [...new Set(targets.map(({host}) => host))]
  const rows = await Promise.all(
    names.map((name) =>
      readHost(
        hosts,
        targets.filter(({host}) => host === name),
        options,
      ),
    ),
  )
  const found = rows.flat()
  return targets.flatMap(({host, spec}) =>
    found.filter((row) => row.host === host && row.service === spec.name),
  )
}

async function readHost(
  hosts: SiteHosts,
  targets: readonly Target[],
  {deep = false, timeoutMs = HOST_WITHIN_MS, signal}: ReadOptions,
): Promise<ServiceState[]> {
  const [first] = targets
  if (!first) return []
  const host = hosts.get(first.host)
  const endsAt = Date.now() + timeoutMs
  const run = (): RunOptions => ({timeoutMs: Math.max(1, endsAt - Date.now()), signal})
  const rows = await Promise.all([
    orUnknown(targets.filter(isSystemd), (of) => readSystemd(host, of, run)),
    orUnknown(targets.filter(isCompose), (of) => readCompose(host, of, run)),
  ])
  if (!deep) return rows.flat()
  return Promise.all(rows.flat().map((row) => askService({host, row, site: hosts.site, options: run()})))
}

async function readSystemd(
  host: Host,
  targets: readonly SystemdService[],
  run: () => RunOptions,
): Promise<ServiceState[]> {
  return readUnits(host, targets, run())
}

async function readCompose(
  host: Host,
  targets: readonly ComposeService[],
  run: () => RunOptions,
): Promise<ServiceState[]> {
  const {asRoot} = await dockerAccess(host, run())
  const projects = [...new Set(targets.map(({spec}) => spec.project))]
  const containers = new Map(
    await Promise.all(
      projects.map(
        async (project) => [project, await readContainers(host, project, {...run(), asRoot})] as const,
      ),
    ),
  )
  const states = await Promise.all(
    targets.map(async (target): Promise<ServiceState> => {
      const {file, project} = target.spec
      const state = composeState(target, containersOf(file, containers.get(project) ?? []))
      if (state.containers.length > 0) return state
      const {exitCode} = await host.run(['test', '-f', file], {...run(), accept: [0, 1]})
      return exitCode === 0 ? state : {...state, state: 'absent', detail: 'there is no such compose file'}
    }),
  )
  return withMemory(host, states, run())
}

/** What cannot be asked is a row that says so, not an end of everything. */
async function orUnknown<Of extends Target>(
  targets: readonly Of[],
  read: (targets: readonly Of[]) => Promise<ServiceState[]>,
): Promise<ServiceState[]> {
  if (targets.length === 0) return []
  try {
    return await read(targets)
  } catch (error) {
    if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
    return targets.map(({host, spec}) =>
      blankState({
        service: spec.name,
        host,
        kind: spec.kind,
        source: spec.kind === 'systemd' ? spec.unit : spec.file,
        state: 'unknown',
        detail: error.message,
        code: error.code,
      }),
    )
  }
}
