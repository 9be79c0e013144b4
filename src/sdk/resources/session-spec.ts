import {z} from 'zod/mini'
import {InvalidValueError} from '../errors.js'
import type {Capabilities} from '../transport/capabilities.js'
import type {SlotAmounts} from '../values/resource-slots.js'

/** What a new session shall be. Only what is set is sent, and only what the manager's release knows. */
export interface SessionSpec {
  /** 4 to 64 characters: letters, digits, `_`, `-`, `.`; the first and last are letters, digits or `_`. */
  name: string
  /** Full reference or alias. */
  image: string
  architecture?: string
  type?: 'interactive' | 'batch'
  domain?: string
  /** Project name. */
  project?: string
  resourceGroup?: string
  resources: SlotAmounts
  /** Shared memory in bytes. */
  sharedMemory?: number
  /** Command of a batch session. */
  command?: string
  environment?: Readonly<Record<string, string>>
  /** Virtual folders by name; the value is the path inside, or empty for the default below the home folder. */
  mounts?: Readonly<Record<string, string>>
  /** Ports (1024 to 65535) that programs in it may serve something at; each becomes an app named by its number. */
  preopenPorts?: readonly number[]
  tag?: string
  priority?: number
  /** ISO-8601 time, or a delay such as `30m`; batch sessions only. */
  startsAt?: string
  /** Seconds a batch session may run. */
  batchTimeoutS?: number
  /** Ids of sessions that must succeed first. */
  dependencies?: readonly string[]
  clusterSize?: number
  agents?: readonly string[]
  /** Take a live session of the same name instead of refusing. */
  reuse?: boolean
  ownerAccessKey?: string
  /** Id of the template it is made from: gives what is not set here, and what no `SessionSpec` has (git, bootstrap). */
  template?: string
}

/** Names the manager accepts (releases up to 26.2 check it; later ones take anything, so we check it for all). */
export const SESSION_NAME = /^(?=.{4,64}$)\w[\w.-]*\w$/

export const createdSchema = z.looseObject({
  sessionId: z.string(),
  sessionName: z.nullish(z.string()),
  status: z.string(),
  created: z.nullish(z.boolean()),
})

/**
 * The body of `POST /session`, or of `POST /session/_/create-from-template`, as JSON writes it: without what is undefined,
 * for releases up to 26.2 refuse keys they do not know. From a template the project and the command are needed also where
 * the template has them: 26.8 fails without the one and forgets the other. Camel case where every release takes it.
 */
export function createBody(spec: SessionSpec, capabilities: Capabilities): Record<string, unknown> {
  checkSpec(spec, capabilities)
  const mounts = Object.entries(spec.mounts ?? {})
  const config = {
    resources: spec.resources,
    scalingGroup: spec.resourceGroup,
    environ: spec.environment,
    mounts: mounts.length > 0 ? mounts.map(([name]) => name) : undefined,
    mount_map: mounts.some(([, path]) => path)
      ? Object.fromEntries(mounts.filter(([, path]) => path))
      : undefined,
    resource_opts: spec.sharedMemory === undefined ? undefined : {shmem: String(spec.sharedMemory)},
    preopenPorts: spec.preopenPorts,
    agent_list: spec.agents,
  }
  return {
    template_id: spec.template,
    name: spec.name,
    image: spec.image,
    architecture: spec.architecture,
    type: spec.type ?? 'interactive',
    domain: spec.domain ?? 'default',
    group: spec.project ?? 'default',
    tag: spec.tag,
    enqueueOnly: true,
    reuseIfExists: spec.reuse ?? false,
    startupCommand: spec.command,
    starts_at: spec.startsAt,
    batch_timeout: spec.batchTimeoutS,
    dependencies: spec.dependencies,
    cluster_size: spec.clusterSize,
    priority: spec.priority,
    owner_access_key: spec.ownerAccessKey,
    config,
  }
}

/**
 * Refuses what the manager would refuse without a clear word, or take and leave out.
 * @throws UnsupportedError for what this release does not have, InvalidValueError for a negative amount (which
 * releases up to 25.x take).
 */
export function checkSpec(spec: SessionSpec, capabilities: Capabilities): void {
  if (spec.priority !== undefined) capabilities.require('sessionPriority', 'give sessions a priority')
  if (spec.batchTimeoutS !== undefined) capabilities.require('batchTimeout', 'limit the time of a session')
  if (spec.template !== undefined && (spec.preopenPorts ?? spec.agents)) {
    throw new InvalidValueError('preopenPorts, agents', 'possible for a session from a template')
  }
  const negative = Object.entries(spec.resources).find(([, amount]) => amount.trim().startsWith('-'))
  if (negative) throw new InvalidValueError(negative.join('='), 'an amount of 0 or more')
}
