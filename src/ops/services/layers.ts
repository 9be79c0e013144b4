import {OpsError} from '../errors.js'
import type {Host} from '../host/host.js'
import type {ReadOptions} from './read.js'
import type {Step} from './plan.js'

/** Nobody misses these. */
const PASSING = /^\/(tmp|run|var\/run|var\/cache|var\/log|dev|proc|sys|etc)(\/|$)/

/** Files that exist only in the layer of the step's containers: `down` removes them for good. */
export async function lostFiles(host: Host, step: Step, {signal}: ReadOptions): Promise<string[]> {
  const {containers} = step.was
  const asRoot = step.command?.asRoot ?? false
  const lists = await Promise.all(
    containers.map((id) => added(host, ['docker', 'diff', id], {asRoot, signal})),
  )
  return lists.flat()
}

async function added(
  host: Host,
  command: readonly string[],
  options: {asRoot: boolean; signal: AbortSignal | undefined},
): Promise<string[]> {
  try {
    const {stdout} = await host.run(command, {...options, timeoutMs: 15_000})
    const paths = stdout
      .split('\n')
      .filter((line) => line.startsWith('A '))
      .map((line) => line.slice(2))
    return paths.filter((path) => !PASSING.test(path) && !paths.some((other) => other.startsWith(`${path}/`)))
  } catch (error) {
    // It is a remark: the stop itself will tell what is wrong.
    if (error instanceof OpsError && error.code !== 'ABORTED') return []
    throw error
  }
}
