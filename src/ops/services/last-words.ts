import {OpsError} from '../errors.js'
import type {Host} from '../host/host.js'
import type {Step} from './plan.js'
import type {ServiceState} from './state.js'

/** The last lines of a service's log, for the error that tells of its failure; nothing where they cannot be read. */
export async function lastWords(host: Host, {target, command}: Step, state: ServiceState): Promise<string> {
  const {spec} = target
  const id = state.containers[0]
  const isUnit = spec.kind === 'systemd'
  const argv = isUnit
    ? ['journalctl', '--output', 'cat', '-n', '5', '-u', spec.unit]
    : ['docker', 'logs', '--tail', '5', id ?? '']
  if (!isUnit && id === undefined) return ''
  try {
    const {stdout, stderr} = await host.run(argv, {
      asRoot: isUnit || (command?.asRoot ?? false),
      timeoutMs: 10_000,
      accept: 'any',
    })
    const lines = (isUnit ? stdout : `${stdout}${stderr}`).trim().split('\n')
    return lines
      .slice(-5)
      .map((line) => `  | ${line}`)
      .join('\n')
  } catch (error) {
    if (error instanceof OpsError) return ''
    throw error
  }
}
