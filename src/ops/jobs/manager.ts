import type {ServiceHook} from '../postgres/restore.js'
import {OpsUnreachableError} from '../errors.js'
import type {Progress} from '../progress.js'
import {controlServices, type ControlResult} from '../services/control.js'
import type {Step, Verb} from '../services/plan.js'
import {prepareSteps} from '../services/prepare.js'
import type {ServiceState} from '../services/state.js'
import type {Target} from '../services/targets.js'
import type {SiteHosts} from '../site/hosts.js'

interface HookOptions {
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  progress?: Progress | undefined
  warn: Progress
}

/**
 * Stops and starts the managers of a site around a restore. Where a host has no manager there is nothing to stop: that
 * is told. Undefined when none has.
 */
export async function managerHook(hosts: SiteHosts, options: HookOptions): Promise<ServiceHook | undefined> {
  const spec = hosts.site.services.manager
  const all = spec.hosts.map((host): Target => ({host, spec}))
  const look = {keep: true, signal: options.signal, timeoutMs: options.timeoutMs}
  const steps = await prepareSteps(hosts, 'stop', all, look)
  for (const {was} of steps.filter((step) => step.was.state === 'unknown')) throw unreachable(was)
  const present = steps.filter(({was}) => was.state !== 'absent')
  for (const {was} of steps.filter((step) => !present.includes(step)))
    options.warn(`There is no manager on ${was.host} (${was.source}): nothing to stop there.`)
  if (present.length === 0) return undefined
  const targets = present.map(({target}) => target)
  const starts = await prepareSteps(hosts, 'start', targets, look)
  // Bringing it back must not be kept from working by the interruption that made it necessary.
  const act = (verb: Verb, signal: AbortSignal | undefined): Promise<void> =>
    controlServices(hosts, verb, targets, {
      keep: true,
      signal,
      waitMs: options.timeoutMs,
      ...(options.progress && {progress: options.progress}),
    }).then(orThrow)
  return {
    commands: {
      stop: present.flatMap((step) => lineOf(hosts, step)),
      start: present.flatMap((step, i) => lineOf(hosts, starts[i]?.command ? starts[i] : reversed(step))),
    },
    stop: () => act('stop', options.signal),
    start: () => act('start', undefined),
  }
}

function unreachable({host, detail}: ServiceState): OpsUnreachableError {
  return new OpsUnreachableError(
    `The manager on ${host} cannot be stopped before the restore: ${detail ?? ''}`,
    {
      hints: ['Stop it by hand and give --no-services, or correct services.manager in the site file.'],
    },
  )
}

function orThrow({error}: ControlResult): void {
  if (error) throw error
}

function lineOf(hosts: SiteHosts, {target, command}: Step): string[] {
  return command ? [hosts.get(target.host).commandLine(command.argv, command)] : []
}

/** The command that takes a stop back. */
function reversed(step: Step): Step {
  if (!step.command) return step
  const argv = step.command.argv.flatMap((word) =>
    word !== 'stop' ? [word] : step.target.spec.kind === 'systemd' ? ['start'] : ['up', '-d'],
  )
  return {...step, command: {...step.command, argv}}
}
