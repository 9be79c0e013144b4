import {Decimal} from '../../sdk/values/decimal.js'
import type {GpuShare, KernelSpec} from '../runtime/runtime.js'
import type {GpuDevice, ImageRecord, KernelRecord, SessionRecord} from './model.js'
import type {ClusterState} from './state.js'

/** Describes a kernel to the runtime. Undefined when the session's image is no longer known. */
export function kernelSpec(
  state: ClusterState,
  session: SessionRecord,
  kernel: KernelRecord,
): KernelSpec | undefined {
  const image = findImage(state, session.image, session.architecture)
  if (!image) return undefined
  return {
    sessionId: session.id,
    kernelId: kernel.id,
    type: session.type,
    hostname: kernel.hostname,
    imageFolder: image.folder,
    imageId: image.digest,
    labels: containerLabels(session, kernel),
    environ: {
      ...session.environ,
      ...sessionEnvironment(state, session, kernel),
      ...coreCounts(image, kernel),
    },
    startupCommand: kernel.role === 'main' ? session.startupCommand : null,
    bootstrapScript: session.bootstrapScript,
    limits: {
      cpu: kernel.occupiedSlots['cpu'] ?? '0',
      memoryBytes: Number(kernel.occupiedSlots['mem'] ?? '0'),
    },
    gpus: gpuShares(state, kernel),
    mounts: session.mounts ?? [],
  }
}

/** The labels by which agents of the platform know their containers. */
function containerLabels(session: SessionRecord, kernel: KernelRecord): Record<string, string> {
  return {
    'ai.backend.kernel-id': kernel.id,
    'ai.backend.session-id': session.id,
    'ai.backend.owner': kernel.agentId ?? '',
    'ai.backend.agent-id': kernel.agentId ?? '',
    'ai.backend.internal.block-service-ports': '0',
    'ai.backend.owner-user-id': session.userId,
    'ai.backend.owner-project-id': session.projectId,
  }
}

/** Full reference of an image: `registry/project/name:tag`. */
export function canonicalName(image: ImageRecord): string {
  return `${image.registry}/${image.project}/${image.name}:${image.tag}`
}

/** Finds an image by its full reference, or by an alias. */
export function findImage(
  state: ClusterState,
  reference: string,
  architecture: string,
): ImageRecord | undefined {
  return (
    state.images.find(
      (image) =>
        canonicalName(image) === reference && image.architecture === architecture && !image.isForgotten,
    ) ?? state.images.find((image) => image.aliases.includes(reference) && !image.isForgotten)
  )
}

function gpuShares(state: ClusterState, kernel: KernelRecord): GpuShare[] {
  const devices = state.agents.get(kernel.agentId ?? '')?.devices ?? []
  return kernel.devices.flatMap((share) => {
    const device = devices.find((one) => one.id === share.deviceId)
    return device ? [{...share, model: device.model, memoryBytes: memoryOf(device, share.shares)}] : []
  })
}

/** A share of a GPU stands for the same share of its memory. */
function memoryOf(device: GpuDevice, shares: string): number {
  return new Decimal(device.memoryBytes).times(shares).div(device.shares).floor().toNumber()
}

function sessionEnvironment(
  state: ClusterState,
  session: SessionRecord,
  kernel: KernelRecord,
): Record<string, string> {
  const hosts = session.kernels.map((one) => one.hostname)
  return {
    BACKENDAI_SESSION_NAME: session.name,
    BACKENDAI_ACCESS_KEY: session.accessKey,
    BACKENDAI_USER_EMAIL: state.users.get(session.userId)?.email ?? '',
    BACKENDAI_CLUSTER_SIZE: String(session.clusterSize),
    BACKENDAI_CLUSTER_MODE: session.clusterMode,
    BACKENDAI_CLUSTER_ROLE: kernel.role,
    BACKENDAI_CLUSTER_IDX: String(kernel.index),
    BACKENDAI_CLUSTER_HOST: kernel.hostname,
    BACKENDAI_CLUSTER_HOSTS: hosts.join(','),
    BACKENDAI_CLUSTER_LOCAL_RANK: String(hosts.indexOf(kernel.hostname)),
    BACKENDAI_AGENT_ID: kernel.agentId ?? '',
  }
}

/** The variables an image names for the number of cores, `OMP_NUM_THREADS` and the like. */
function coreCounts(image: ImageRecord, kernel: KernelRecord): Record<string, string> {
  const names = (image.labels['ai.backend.envs.corecount'] ?? '').split(',').filter((name) => name !== '')
  return Object.fromEntries(names.map((name) => [name, kernel.occupiedSlots['cpu'] ?? '1']))
}
