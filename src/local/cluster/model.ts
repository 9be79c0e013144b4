import type {SlotAmounts} from '../../sdk/values/resource-slots.js'

/** Moment in the manager's own form: ISO-8601, microseconds, `+00:00`. Such texts sort in time order. */
export type Timestamp = string

/** Statuses a session can have here, in the order of its life. */
export const SESSION_STATUSES = [
  'PENDING',
  'DEPRIORITIZING',
  'SCHEDULED',
  'PREPARING',
  'PULLING',
  'PREPARED',
  'CREATING',
  'RUNNING',
  'RESTARTING',
  'RUNNING_DEGRADED',
  'TERMINATING',
  'TERMINATED',
  'ERROR',
  'CANCELLED',
] as const
export type SessionStatus = (typeof SESSION_STATUSES)[number]

export type SessionType = 'interactive' | 'batch' | 'inference' | 'system'
export type SessionResult = 'undefined' | 'success' | 'failure'
export type ClusterMode = 'single-node' | 'multi-node'
export type UserRole = 'superadmin' | 'admin' | 'user' | 'monitor'

/** Shares of one simulated GPU that a kernel holds. */
export interface DeviceShare {
  deviceId: string
  shares: string
}

/** One container-to-be of a session: here one process group. */
export interface KernelRecord {
  id: string
  role: 'main' | 'sub'
  index: number
  hostname: string
  agentId: string | null
  devices: readonly DeviceShare[]
  requestedSlots: SlotAmounts
  occupiedSlots: SlotAmounts
  status: SessionStatus
  statusInfo: string
  statusChanged: Timestamp
  startedAt: Timestamp | null
  terminatedAt: Timestamp | null
  exitCode: number | null
}

/** Why a status was reached, in the manager's own keys. */
export type StatusData = Readonly<Record<string, unknown>>

/** A storage folder in a session. */
export interface SessionMount {
  folderId: string
  name: string
  /** Where sessions see it: an absolute path. */
  path: string
  /** Where it is on this machine. */
  source: string
  isReadOnly: boolean
}

/** One compute session. Records are replaced, never changed in place. */
export interface SessionRecord {
  id: string
  /** Order of acceptance; the queue is FIFO by it within one priority. */
  sequence: number
  creationId: string
  name: string
  type: SessionType
  status: SessionStatus
  statusInfo: string
  statusData: StatusData | null
  statusChanged: Timestamp
  statusHistory: Readonly<Partial<Record<SessionStatus, Timestamp>>>
  result: SessionResult
  priority: number
  domain: string
  projectId: string
  userId: string
  accessKey: string
  scalingGroup: string
  image: string
  architecture: string
  registry: string
  tag: string
  clusterMode: ClusterMode
  clusterSize: number
  environ: Readonly<Record<string, string>>
  resourceOpts: Readonly<Record<string, unknown>>
  requestedSlots: SlotAmounts
  designatedAgents: readonly string[]
  dependencies: readonly string[]
  /** Storage folders; absent in states of earlier releases. */
  mounts?: readonly SessionMount[]
  /** Ports that people may reach; absent in states of earlier releases. */
  preopenPorts?: readonly number[]
  startupCommand: string | null
  bootstrapScript: string | null
  callbackUrl: string | null
  batchTimeoutSeconds: number | null
  /** Batch sessions with a start time stay in the queue until then. */
  requestedStartsAt: Timestamp | null
  createdAt: Timestamp
  scheduledAt: Timestamp | null
  startedAt: Timestamp | null
  terminatedAt: Timestamp | null
  kernels: readonly KernelRecord[]
}

/** One simulated GPU of an agent. */
export interface GpuDevice {
  id: string
  model: string
  memoryBytes: number
  shares: string
}

/** One simulated compute host. */
export interface AgentRecord {
  id: string
  status: 'ALIVE' | 'LOST' | 'RESTARTING' | 'TERMINATED'
  statusChanged: Timestamp | null
  scalingGroup: string
  schedulable: boolean
  availableSlots: SlotAmounts
  devices: readonly GpuDevice[]
  architecture: string
  addr: string
  firstContact: Timestamp
  lostAt: Timestamp | null
}

/** Smallest amount of one slot that an image accepts. */
export interface ResourceMinimum {
  slot: string
  min: string
}

/** A folder that sessions start from. */
export interface ImageRecord {
  id: string
  registry: string
  project: string
  /** Name without the project, `python`. */
  name: string
  tag: string
  architecture: string
  digest: string
  sizeBytes: number
  labels: Readonly<Record<string, string>>
  aliases: readonly string[]
  minimums: readonly ResourceMinimum[]
  accelerators: readonly string[]
  /** Where the image's files are; empty for one that an engine has. */
  folder: string
  /** Taken out of the list by its owner or an administrator. A scan brings it back. */
  isForgotten?: boolean
  createdAt: Timestamp
}

export interface DomainRecord {
  name: string
  description: string
  isActive: boolean
  createdAt: Timestamp
  modifiedAt: Timestamp
  totalResourceSlots: SlotAmounts
  allowedRegistries: readonly string[]
}

export interface ProjectRecord {
  id: string
  name: string
  description: string
  isActive: boolean
  domain: string
  createdAt: Timestamp
  modifiedAt: Timestamp
  totalResourceSlots: SlotAmounts
  resourcePolicy: string
  memberIds: readonly string[]
}

export interface UserRecord {
  id: string
  username: string
  email: string
  fullName: string
  description: string
  role: UserRole
  domain: string
  status: 'active' | 'inactive' | 'deleted' | 'before-verification'
  resourcePolicy: string
  /** scrypt, `salt:hash` in hex. */
  passwordHash: string
  mainAccessKey: string
  createdAt: Timestamp
  modifiedAt: Timestamp
}

export interface KeypairRecord {
  accessKey: string
  secretKey: string
  userId: string
  isActive: boolean
  isAdmin: boolean
  resourcePolicy: string
  rateLimit: number
  createdAt: Timestamp
}

export interface ResourcePolicyRecord {
  name: string
  createdAt: Timestamp
  defaultForUnspecified: 'UNLIMITED' | 'LIMITED'
  totalResourceSlots: SlotAmounts
  maxConcurrentSessions: number
  maxContainersPerSession: number
  maxPendingSessionCount: number | null
  maxSessionLifetime: number
  idleTimeout: number
}

export interface ScalingGroupRecord {
  name: string
  description: string
  isActive: boolean
  isPublic: boolean
  createdAt: Timestamp
  /** `fifo` when absent. */
  scheduler?: string
  wsproxyAddr?: string
  /** Whom it is open to; everybody when absent. */
  tenants?: readonly string[]
}

export interface PresetRecord {
  id: string
  name: string
  resourceSlots: SlotAmounts
  sharedMemory: number | null
  /** Only offered there. */
  scalingGroup?: string
}

/** Limits of users or of projects that are not about resources. */
export interface AccountPolicyRecord {
  /** `kind:name` */
  id: string
  kind: 'user' | 'project'
  name: string
  createdAt: Timestamp
  maxVfolderCount: number
  maxCustomizedImageCount: number
  maxNetworkCount: number
}

/** A registry that somebody has noted down; nothing is fetched from it. */
export interface RegistryRecord {
  name: string
  url: string
  type: string
  projects: readonly string[]
  username: string | null
  password: string | null
  sslVerify: boolean
  isGlobal: boolean
}

/** One key of the configuration tree (what etcd holds in a real installation). */
export interface ConfigRecord {
  key: string
  value: string
}

/** Slots are given back and the name is free. */
export function isDead(status: SessionStatus): boolean {
  return status === 'TERMINATED' || status === 'CANCELLED' || status === 'ERROR'
}

/** The session holds capacity of its agents. */
export function isOccupying(status: SessionStatus): boolean {
  return !isDead(status) && !isQueued(status)
}

/** The session waits for the scheduler. */
export function isQueued(status: SessionStatus): boolean {
  return status === 'PENDING' || status === 'DEPRIORITIZING'
}

/** Writes a moment as the manager does. */
export function timestamp(ms: number): Timestamp {
  return new Date(ms).toISOString().replace('Z', '000+00:00')
}
