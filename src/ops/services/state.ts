import type {ServiceName} from '../site/names.js'

/**
 * What a service is doing. `running`: as it should. `unhealthy`: runs, but does not answer. `absent`: no such unit, or
 * neither container nor compose file. `unknown`: its host, Docker or systemd cannot be asked.
 */
export type Condition =
  | 'running'
  | 'starting'
  | 'restarting'
  | 'unhealthy'
  | 'stopping'
  | 'stopped'
  | 'failed'
  | 'absent'
  | 'unknown'

/** One service on one host, as it was found. */
export interface ServiceState {
  service: ServiceName
  host: string
  kind: 'systemd' | 'compose'
  /** The unit, or the compose file. */
  source: string
  state: Condition
  since: Date | null
  pid: number | null
  /** Ids of all its containers, stopped ones too. */
  containers: readonly string[]
  /** Version of compose that made the containers. */
  composeVersion: string | null
  /** Image of the container, or what the service itself says (deep). */
  version: string | null
  memoryBytes: number | null
  restarts: number | null
  /** What the service itself answered (deep). */
  answer: string | null
  /** Why it is not running, in the system's own words. */
  detail: string | null
  /** Code of the error that kept us from asking. */
  code: string | null
}

/** Whether all is well with it. */
export function isWell(state: ServiceState): boolean {
  return state.state === 'running'
}

/** A row with nothing known yet. */
export function blankState(
  of: Pick<ServiceState, 'service' | 'host' | 'kind' | 'source' | 'state'> & Partial<ServiceState>,
): ServiceState {
  return {
    since: null,
    pid: null,
    containers: [],
    composeVersion: null,
    version: null,
    memoryBytes: null,
    restarts: null,
    answer: null,
    detail: null,
    code: null,
    ...of,
  }
}
