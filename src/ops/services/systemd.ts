import {OpsUnreachableError, ProgramFailedError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import {blankState, type Condition, type ServiceState} from './state.js'
import type {SystemdService} from './targets.js'

const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'MainPID',
  'NRestarts',
  'Result',
  'ExecMainStatus',
  'StateChangeTimestamp',
  'MemoryCurrent',
].join(',')

/** Reads the state of units, all in one call. Rejects with `OpsUnreachableError` where systemd does not run. */
export async function readUnits(
  host: Host,
  services: readonly SystemdService[],
  options: RunOptions,
): Promise<ServiceState[]> {
  const units = services.map(({spec}) => spec.unit)
  const command = ['systemctl', 'show', '--timestamp=unix', '-p', PROPERTIES, ...units]
  const {stdout} = await host.run(command, options).catch((error: unknown) => {
    throw noSystemd(error, host)
  })
  const blocks = stdout.trim().split('\n\n').map(propertiesOf)
  return services.map(({spec}, index) => unitState(spec, host.name, blocks[index] ?? new Map()))
}

function unitState(
  spec: SystemdService['spec'],
  host: string,
  facts: ReadonlyMap<string, string>,
): ServiceState {
  const state = conditionOf(facts)
  const [pid, memory] = [number(facts.get('MainPID')), number(facts.get('MemoryCurrent'))]
  const since = /^@(\d+)/.exec(facts.get('StateChangeTimestamp') ?? '')?.[1]
  return blankState({
    service: spec.name,
    host,
    kind: 'systemd',
    source: spec.unit,
    state,
    since: since === undefined ? null : new Date(Number(since) * 1000),
    pid: pid === 0 ? null : pid,
    memoryBytes: memory,
    restarts: number(facts.get('NRestarts')),
    detail: detailOf(state, facts),
  })
}

/** A crash loop shows as activating with the sub-state auto-restart: "not failed" is not enough. */
function conditionOf(facts: ReadonlyMap<string, string>): Condition {
  if (facts.get('LoadState') === 'not-found') return 'absent'
  if (facts.get('SubState') === 'auto-restart') return 'restarting'
  switch (facts.get('ActiveState')) {
    case 'active':
    case 'reloading':
      return 'running'
    case 'activating':
      return 'starting'
    case 'deactivating':
      return 'stopping'
    case 'failed':
      return 'failed'
    case 'inactive':
      return 'stopped'
    default:
      return 'unknown'
  }
}

function detailOf(state: Condition, facts: ReadonlyMap<string, string>): string | null {
  if (state === 'absent') return 'there is no such unit'
  const load = facts.get('LoadState') ?? ''
  if (load !== 'loaded') return `the unit is ${load || 'not known'}`
  const result = facts.get('Result') ?? 'success'
  if (state === 'running' || result === 'success') return null
  return `${result}, last exit status ${facts.get('ExecMainStatus') ?? '?'}, ${facts.get('NRestarts') ?? '0'} restarts`
}

function propertiesOf(block: string): Map<string, string> {
  return new Map(
    block.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)]
    }),
  )
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function noSystemd(error: unknown, host: Host): unknown {
  if (!(error instanceof ProgramFailedError)) return error
  const hints = ['Does systemd run there, and may the account ask it?']
  return new OpsUnreachableError(
    `systemd on ${host.name} does not answer: ${error.stderr.trim().split('\n').join(' ')}`,
    {
      hints,
      cause: error,
    },
  )
}
