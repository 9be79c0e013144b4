import {basename, dirname} from 'node:path'
import type {Host, RunOptions} from '../host/host.js'
import {composeVersionOf, containersOf, readContainers} from './containers.js'
import {composeTool, dockerAccess, type ComposeTool} from './docker.js'
import type {ComposeService} from './targets.js'

/** A command on a host, as data: `--dry-run` prints it, the real run executes it. */
export interface PlannedCommand {
  argv: readonly string[]
  cwd?: string | undefined
  asRoot: boolean
}

/** How compose is run for a service on its host. */
export interface ComposeFacts {
  tool: ComposeTool
  /** Whether Docker needs root's rights. */
  asRoot: boolean
}

/** A compose command as the operating guide writes it: in the folder of the file, with its project. */
export function composeCommand(
  {spec}: ComposeService,
  {tool, asRoot}: ComposeFacts,
  words: readonly string[],
): PlannedCommand {
  const file = basename(spec.file)
  // compose would take a leading dash for an option.
  const name = file.startsWith('-') ? `./${file}` : file
  const argv = [...tool.words, '-f', name, '-p', spec.project, ...words]
  return {argv, cwd: dirname(spec.file), asRoot}
}

/** Finds out how compose is run for a service. Rejects as `dockerAccess` and `composeTool` do. */
export async function composeFacts(
  host: Host,
  {spec}: ComposeService,
  options: RunOptions,
): Promise<ComposeFacts> {
  const {asRoot} = await dockerAccess(host, options)
  const containers = await readContainers(host, spec.project, {...options, asRoot})
  const madeBy = composeVersionOf(containersOf(spec.file, containers)[0])
  return {tool: await composeTool(host, {choice: spec.version, madeBy}, options), asRoot}
}
