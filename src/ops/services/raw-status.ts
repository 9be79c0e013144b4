import {basename, dirname} from 'node:path'
import type {RunOptions} from '../host/host.js'
import type {SiteHosts} from '../site/hosts.js'
import {composeTool, dockerAccess} from './docker.js'
import type {PlannedCommand} from './plan.js'
import type {Target} from './targets.js'

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
      const command = await commandFor(target)
      return {target, command, line: host.commandLine(command.argv, command)}

      async function commandFor({spec}: Target): Promise<PlannedCommand> {
        if (spec.kind === 'systemd') return {argv: ['systemctl', 'status', spec.unit], asRoot: false}
        const {asRoot} = await dockerAccess(host, options)
        const {words} = await composeTool(host, {choice: spec.version, madeBy: null}, options)
        const argv = [...words, '-f', basename(spec.file), '-p', spec.project, 'ps']
        return {argv, cwd: dirname(spec.file), asRoot}
      }
    }),
  )
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
