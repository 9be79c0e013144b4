import {basename, dirname} from 'node:path'
import type {Host, RunOptions} from '../host/host.js'
import type {SiteHosts} from '../site/hosts.js'
import {composeTool, dockerAccess} from './docker.js'
import type {PlannedCommand} from './plan.js'
import type {Target} from './targets.js'

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
  const {spec} = target
  // compose v1 knows no --since: its lines are compared here.
  const timed = query.timed || (spec.kind === 'compose' && query.since !== undefined)
  const command =
    spec.kind === 'systemd'
      ? {argv: journal(spec.unit, {...query, timed}), asRoot: await needsRoot(host, options)}
      : await compose(host, target, {...query, timed}, options)
  const times = timed ? (spec.kind === 'systemd' ? 'unix' : 'iso') : 'none'
  return {target, command, line: host.commandLine(command.argv, command), times}
}

function journal(unit: string, {follow, tail, since, timed}: LogQuery & {timed: boolean}): string[] {
  return [
    'journalctl',
    '--output',
    timed ? 'short-unix' : 'cat',
    '-u',
    unit,
    ...(follow ? ['-f'] : []),
    // -f alone shows ten lines.
    ...(tail !== undefined || follow ? ['-n', String(tail ?? 'all')] : []),
    ...(since ? ['--since', `@${Math.floor(since.getTime() / 1000)}`] : []),
  ]
}

async function compose(
  host: Host,
  {spec}: Target,
  {follow, tail, timed}: LogQuery & {timed: boolean},
  options: RunOptions,
): Promise<PlannedCommand> {
  if (spec.kind !== 'compose') throw new TypeError('Only for compose services.')
  const {asRoot} = await dockerAccess(host, options)
  const {words} = await composeTool(host, {choice: spec.version, madeBy: null}, options)
  const argv = [
    ...words,
    ...['-f', basename(spec.file), '-p', spec.project, 'logs', '--no-color'],
    ...(timed ? ['--timestamps', '--no-log-prefix'] : []),
    ...(follow ? ['-f'] : []),
    ...(tail === undefined ? [] : [`--tail=${tail}`]),
  ]
  return {argv, cwd: dirname(spec.file), asRoot}
}

async function needsRoot(host: Host, options: RunOptions): Promise<boolean> {
  const {stdout} = await host.run(['id', '-Gn'], options)
  return !stdout
    .trim()
    .split(/\s+/)
    .some((group) => JOURNAL_GROUPS.has(group))
}
