import {timestamp, type ImageRecord, type ProjectRecord, type Timestamp} from '../cluster/model.js'
import type {SessionDraft} from '../cluster/cluster.js'
import {mayUse} from '../cluster/image-access.js'
import {findImage, canonicalName} from '../cluster/kernel-specs.js'
import {isReservedPort} from '../cluster/services.js'
import type {ClusterState} from '../cluster/state.js'
import {isOpenTo} from '../cluster/tenants.js'
import {hostArchitecture} from '../cluster/topology.js'
import {parseDuration} from '../../sdk/values/duration.js'
import {isAdmin} from './auth.js'
import type {Actor} from './context.js'
import {admitMounts, type RootOf} from './mount-admission.js'
import {
  forbidden,
  invalidParameters,
  malformedParameters,
  notFound,
  Problem,
  unknownImage,
} from './problems.js'
import {admitResources} from './resource-admission.js'
import {readConfig, type CreateSessionRequest} from './session-request.js'

const ARCHITECTURES: Readonly<Record<string, string>> = {amd64: 'x86_64', arm64: 'aarch64'}

/** Whose session it will be: the caller's, or for administrators anyone's. @throws Problem 400, 403 */
export function ownerOf(state: ClusterState, actor: Actor, ownerAccessKey: string | null | undefined): Actor {
  if (!ownerAccessKey || ownerAccessKey === actor.keypair.accessKey) return actor
  if (!isAdmin(actor)) throw forbidden('Only admins can perform operations on behalf of other users.')
  const keypair = state.keypairs.get(ownerAccessKey)
  const user = keypair && state.users.get(keypair.userId)
  if (!keypair || !user) throw malformedParameters('Unknown owner access key')
  if (actor.user.role !== 'superadmin' && user.domain !== actor.user.domain) throw forbidden()
  return {user, keypair}
}

/** Finds the image a request names; another user's private one is as good as none. @throws Problem 404 */
export function admitImage(state: ClusterState, owner: Actor, request: CreateSessionRequest): ImageRecord {
  const asked = request.architecture ?? hostArchitecture()
  const architecture = ARCHITECTURES[asked] ?? asked
  const image = findImage(state, request.image, architecture)
  if (image && mayUse(image, owner.user.id)) return image
  throw unknownImage(request.image, architecture)
}

/** A request to create a session, with what was found out before it is looked at closer. */
export interface SessionApplication {
  request: CreateSessionRequest
  image: ImageRecord
  now: number
  rootOf: RootOf
}

/** Checks a request against what the cluster has. @throws Problem 400, 404 */
export function admitSession(
  state: ClusterState,
  owner: Actor,
  application: SessionApplication,
): SessionDraft {
  const {request, image, now, rootOf} = application
  const config = readConfig(request.config)
  checkBatchOnly(request)
  const project = admitProject(state, owner, request)
  const scalingGroup = admitScalingGroup(state, project, config.scaling_group ?? undefined)
  const clusterSize = config.cluster_size ?? request.cluster_size
  checkClusterSize(state, owner, clusterSize)
  return {
    ...askedFor(request),
    ...admitResources(state, image, config),
    domain: project.domain,
    projectId: project.id,
    userId: owner.user.id,
    accessKey: owner.keypair.accessKey,
    scalingGroup,
    image: canonicalName(image),
    architecture: image.architecture,
    registry: image.registry,
    clusterSize,
    environ: config.environ ?? {},
    designatedAgents: config.agent_list ?? [],
    dependencies: admitDependencies(state, owner, request.dependencies ?? []),
    preopenPorts: admitPorts(config.preopen_ports ?? []),
    mounts: admitMounts(state, owner, {config, rootOf}),
    requestedStartsAt: startTime(request.starts_at, now),
  }
}

function admitPorts(ports: readonly number[]): readonly number[] {
  const reserved = ports.find(isReservedPort)
  if (reserved !== undefined) {
    throw invalidParameters(`The port ${reserved} is reserved for internal use.`)
  }
  return [...new Set(ports)]
}

/** What is taken from a request as it is. */
function askedFor(request: CreateSessionRequest) {
  return {
    name: request.session_name,
    type: request.type,
    priority: request.priority,
    tag: request.tag ?? '',
    clusterMode: /^multi/i.test(request.cluster_mode) ? ('multi-node' as const) : ('single-node' as const),
    startupCommand: request.startup_command ?? null,
    bootstrapScript: request.bootstrap_script ?? null,
    callbackUrl: request.callback_url ?? null,
    batchTimeoutSeconds: request.batch_timeout ?? null,
  }
}

function checkBatchOnly(request: CreateSessionRequest): void {
  if (request.type === 'batch') {
    if (!request.startup_command?.trim()) {
      throw invalidParameters('Batch sessions must have a non-empty startup command.')
    }
    return
  }
  if (request.starts_at) throw invalidParameters('Parameter starts_at should be used only for batch sessions')
  if (request.batch_timeout)
    throw invalidParameters('Parameter batch_timeout should be used only for batch sessions')
}

function admitProject(state: ClusterState, owner: Actor, request: CreateSessionRequest): ProjectRecord {
  if (!state.domains.get(request.domain)?.isActive) {
    throw invalidParameters(`Invalid or inactive domain: ${request.domain}`)
  }
  const project = state.projects.find(
    (one) =>
      one.isActive &&
      one.domain === request.domain &&
      (one.name === request.group || one.id === request.group),
  )
  if (!project?.memberIds.includes(owner.user.id)) {
    throw invalidParameters(
      `Invalid group (${request.group}): the group does not exist, is inactive, or the user is not a member.`,
    )
  }
  return project
}

function admitScalingGroup(
  {scalingGroups}: ClusterState,
  {id: projectId, domain}: ProjectRecord,
  name: string | undefined,
): string {
  const open = scalingGroups.filter((group) => isOpenTo(group, {domain, projectId}))
  const found = name === undefined ? open[0] : open.find((group) => group.name === name)
  if (!found) throw notFound('scaling group', 'scaling-group', name ?? '')
  return found.name
}

function checkClusterSize(state: ClusterState, owner: Actor, size: number): void {
  const limit = state.policies.get(owner.keypair.resourcePolicy)?.maxContainersPerSession ?? 1
  if (size <= limit) return
  throw new Problem(
    {
      status: 400,
      slug: 'quota-exceeded',
      title: 'You have reached your resource limit.',
      errorCode: 'session_create_unavailable',
    },
    {
      msg: `Session requests ${size} kernels, exceeding the keypair limit of ${limit} containers per session.`,
    },
  )
}

/** Dependencies are ids, or names of the owner's live sessions. */
function admitDependencies(state: ClusterState, owner: Actor, references: readonly string[]): string[] {
  return references.map((reference) => {
    const byName = state.sessionIndex.liveIdByName(owner.keypair.accessKey, reference)
    const session = state.sessions.get(byName ?? reference)
    if (session?.userId !== owner.user.id) {
      throw invalidParameters('Unknown session ID in the dependency list', {session_ref: reference})
    }
    return session.id
  })
}

/** A date, or a time from now. */
function startTime(text: string | null | undefined, now: number): Timestamp | null {
  if (!text) return null
  // Dates without an offset are UTC to managers.
  const date = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`)
  if (!Number.isNaN(date)) return timestamp(date)
  try {
    return timestamp(now + parseDuration(text))
  } catch {
    throw invalidParameters(`Invalid value of starts_at: ${text}`)
  }
}
