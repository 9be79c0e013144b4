import type {Host, RunOptions} from '../host/host.js'
import type {SiteHosts} from '../site/hosts.js'
import {composeCommand, composeFacts, type PlannedCommand} from './compose-command.js'
import {isCompose, isSystemd, type Target} from './targets.js'

/** The program that tells of a service in its own words. */
export interface RawStatus {
  target: Target
  command: PlannedCommand
  /** The line a person could paste. */
  line: string
}

/** `systemctl status` and `compose ps` for each target. Rejects as `dockerAccess` and `composeTool` do. */
export async function rawStatusCommands(
  hosts: SiteHosts,
  targets: readonly Target[],
  options: RunOptions,
): Promise<RawStatus[]> {
  return Promise.all(
    targets.map(async (target) => {
      const host = hosts.get(target.host)
      const command = await rawCommand(host, target, options)
      return {target, command, line: host.commandLine(command.argv, command)}
    }),
  )
}

async function rawCommand(host: Host, target: Target, options: RunOptions): Promise<PlannedCommand> {
  if (isCompose(target)) return composeCommand(target, await composeFacts(host, target, options), ['ps'])
  return {argv: ['systemctl', 'status', ...(isSystemd(target) ? [target.spec.unit] : [])], asRoot: false}
}

/** Runs one of them; a status that says "down" is an answer, not a failure. */
export async function runRawStatus(
  hosts: SiteHosts,
  {target, command}: RawStatus,
  options: RunOptions,
): Promise<{exitCode: number; text: string}> {
  const {argv, cwd, asRoot} = command
  const result = await hosts.get(target.host).run(argv, {...options, cwd, asRoot, accept: 'any'})
  return {exitCode: result.exitCode, text: `${result.stdout}${result.stderr}`}
}
