import {basename} from 'node:path'
import {z} from 'zod'
import type {Host, RunOptions} from '../host/host.js'
import {blankState, type Condition, type ServiceState} from './state.js'
import type {ComposeService} from './targets.js'

const LABEL = 'com.docker.compose.'
const NEVER = '0001-01-01T00:00:00Z'

const containerSchema = z.object({
  Id: z.string(),
  State: z.object({
    Status: z.string(),
    Pid: z.number(),
    ExitCode: z.number(),
    Error: z.string(),
    StartedAt: z.string(),
    FinishedAt: z.string(),
    Health: z.object({Status: z.string()}).nullish(),
  }),
  RestartCount: z.number(),
  Config: z.object({Image: z.string(), Labels: z.record(z.string(), z.string()).nullish()}),
})

/** A container as `docker inspect` tells it. */
export type Container = z.output<typeof containerSchema>

/** All containers of a compose project, found by label: names differ between compose versions. */
export async function readContainers(host: Host, project: string, options: RunOptions): Promise<Container[]> {
  const filter = `label=${LABEL}project=${project}`
  const {stdout: ids} = await host.run(['docker', 'ps', '-aq', '--no-trunc', '--filter', filter], options)
  if (ids.trim() === '') return []
  // One may go between the two calls: docker then prints the others and exits 1.
  const {stdout} = await host.run(['docker', 'inspect', ...ids.trim().split('\n')], {
    ...options,
    accept: [0, 1],
  })
  return z.array(containerSchema).parse(JSON.parse(stdout))
}

/** Those a compose file made. v1 labels the file as it was typed, v2 by its whole path. */
export function containersOf(file: string, containers: readonly Container[]): Container[] {
  return containers.filter((container) => {
    const files = container.Config.Labels?.[`${LABEL}project.config_files`] ?? ''
    return files.split(',').some((name) => basename(name) === basename(file))
  })
}

/** The version of compose that made a container. */
export function composeVersionOf(container: Container | undefined): string | null {
  return container?.Config.Labels?.[`${LABEL}version`] ?? null
}

/** The state of a compose service, made of all its containers: the worst one counts. */
export function composeState({host, spec}: ComposeService, containers: readonly Container[]): ServiceState {
  const common = {service: spec.name, host, kind: 'compose' as const, source: spec.file}
  const worst = containers
    .map((container) => ({container, state: conditionOf(container)}))
    .toSorted((a, b) => BADNESS.indexOf(b.state) - BADNESS.indexOf(a.state))[0]
  if (!worst) return blankState({...common, state: 'stopped', detail: 'no container'})
  const {container, state} = worst
  const at =
    state === 'running' || state === 'starting' ? container.State.StartedAt : container.State.FinishedAt
  return blankState({
    ...common,
    state,
    since: at === NEVER ? null : new Date(at),
    pid: container.State.Pid === 0 ? null : container.State.Pid,
    containers: containers.map(({Id}) => Id),
    composeVersion: composeVersionOf(container),
    version: container.Config.Image,
    restarts: container.RestartCount,
    detail: state === 'running' ? null : detailOf(container),
  })
}

const BADNESS: readonly Condition[] = [
  'running',
  'starting',
  'stopping',
  'stopped',
  'unhealthy',
  'restarting',
  'failed',
]

function conditionOf({State: state}: Container): Condition {
  switch (state.Status) {
    case 'running':
      if (state.Health?.Status === 'starting') return 'starting'
      return state.Health?.Status === 'unhealthy' ? 'unhealthy' : 'running'
    case 'restarting':
      return 'restarting'
    case 'created':
      return state.Error === '' ? 'stopped' : 'failed'
    case 'removing':
      return 'stopping'
    case 'paused':
      return 'stopped'
    default:
      return [0, 137, 143, 130].includes(state.ExitCode) ? 'stopped' : 'failed'
  }
}

function detailOf({State: state}: Container): string {
  if (state.Error !== '') return state.Error
  if (state.Health && state.Status === 'running') return `its health check says ${state.Health.Status}`
  return state.Status === 'exited' ? `exited with ${state.ExitCode}` : state.Status
}
