import {OpsError} from '../errors.js'
import type {SiteHosts} from '../site/hosts.js'
import {SERVICE_NAMES, type ServiceName} from '../site/names.js'
import {evaluate, type CheckLine, type CheckWish} from './evaluate.js'
import {probeHost} from './probe.js'

/** What hosts are checked for. */
export interface CheckOptions extends CheckWish {
  /** Roles to check for; the services the site has on the host when absent. */
  roles?: readonly ServiceName[] | undefined
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

const WITHIN_MS = 30_000

/** The lines, and why a host could not be asked. */
export interface CheckResult {
  lines: CheckLine[]
  error: OpsError | undefined
}

/** Checks hosts at the same time. Rejects with `OpsAbortedError`; hosts that cannot be asked are in the result. */
export async function checkHosts(
  hosts: SiteHosts,
  names: readonly string[],
  options: CheckOptions,
): Promise<CheckResult> {
  const result: CheckResult = {lines: [], error: undefined}
  const {signal, timeoutMs = WITHIN_MS} = options
  const lines = await Promise.all(
    names.map(async (name) => {
      const roles =
        options.roles ?? SERVICE_NAMES.filter((role) => hosts.site.services[role].hosts.includes(name))
      try {
        return evaluate(name, roles, await probeHost(hosts.get(name), {signal, timeoutMs}), options)
      } catch (error) {
        if (!(error instanceof OpsError) || error.code === 'ABORTED') throw error
        result.error ??= error
        return [unreachable(name, roles, error)]
      }
    }),
  )
  result.lines = lines.flat()
  return result
}

function unreachable(host: string, roles: readonly ServiceName[], error: OpsError): CheckLine {
  const common = {host, roles, item: 'connection', need: 'reachable', result: 'failed' as const}
  return {...common, have: error.message, fix: error.hints[0] ?? null}
}
