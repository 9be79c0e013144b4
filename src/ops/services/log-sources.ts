import type {Host, RunOptions} from '../host/host.js'
import type {SiteHosts} from '../site/hosts.js'
import {composeCommand, composeFacts, type PlannedCommand} from './compose-command.js'
import {isCompose, isSystemd, type SystemdService, type Target} from './targets.js'

export interface LogQuery {
  follow?: boolean
  /** Last lines of each source. */
  tail?: number | undefined
  /** Only lines after this moment. */
  since?: Date | undefined
}

/** Where lines come from. */
export interface LogSource {
  target: Target
  command: PlannedCommand
  line: string
  /** Whether lines begin with their time, and how. */
  times: 'none' | 'unix' | 'iso'
}

/** Groups whose members see everybody's journal. Others get an empty answer and exit 0. */
const JOURNAL_GROUPS = new Set(['root', 'adm', 'systemd-journal', 'wheel'])

/**
 * The commands that print the logs. One source alone needs no times, so it is the plain `journalctl --output cat` or
 * `compose logs`; several carry their times, to be merged. Rejects as `dockerAccess` and `composeTool` do.
 */
export async function logSource(
  hosts: SiteHosts,
  target: Target,
  query: LogQuery & {timed: boolean},
  options: RunOptions,
): Promise<LogSource> {
  const host = hosts.get(target.host)
  const isUnit = isSystemd(target)
  // compose v1 knows no --since: its lines are compared here.
  const timed = query.timed || (!isUnit && query.since !== undefined)
  const command = await logCommand(host, target, {...query, timed}, options)
  const times = timed ? (isUnit ? 'unix' : 'iso') : 'none'
  return {target, command, line: host.commandLine(command.argv, command), times}
}

async function logCommand(
  host: Host,
  target: Target,
  query: LogQuery & {timed: boolean},
  options: RunOptions,
): Promise<PlannedCommand> {
  if (isSystemd(target)) return {argv: journal(target, query), asRoot: await needsRoot(host, options)}
  if (!isCompose(target)) throw new TypeError('A service is a unit or made by compose.')
  return composeCommand(target, await composeFacts(host, target, options), compose(query))
}

function journal(
  {spec}: SystemdService,
  {follow, tail, since, timed}: LogQuery & {timed: boolean},
): string[] {
  return [
    'journalctl',
    '--output',
    timed ? 'short-unix' : 'cat',
    '-u',
    spec.unit,
    ...(follow ? ['-f'] : []),
    // -f alone shows ten lines.
    ...(tail !== undefined || follow ? ['-n', String(tail ?? 'all')] : []),
    ...(since ? ['--since', `@${Math.floor(since.getTime() / 1000)}`] : []),
  ]
}

/** Lines keep the name of their container, which only newer ones can leave out; it is cut off where it is read. */
function compose({follow, tail, timed}: LogQuery & {timed: boolean}): string[] {
  return [
    ...['logs', '--no-color'],
    ...(timed ? ['--timestamps'] : []),
    ...(follow ? ['-f'] : []),
    ...(tail === undefined ? [] : [`--tail=${tail}`]),
  ]
}

async function needsRoot(host: Host, options: RunOptions): Promise<boolean> {
  const {stdout} = await host.run(['id', '-Gn'], options)
  return !stdout
    .trim()
    .split(/\s+/)
    .some((group) => JOURNAL_GROUPS.has(group))
}
