import type {SlotAmounts} from '../values/resource-slots.js'

/** What the scheduler noted about a waiting session (`status_data.scheduler`; predicates up to 26.7 only). */
export interface SchedulerNotes {
  retries: number | null
  lastTry: string | null
  message: string | null
  failedPredicates: {name: string; message: string}[]
}

/** One container of a session. */
export interface Kernel {
  id: string
  role: string | null
  status: string
  statusInfo: string | null
  agent: string | null
  containerId: string | null
  image: string | null
  slots: SlotAmounts
}

/** A session that another one waits for. */
export interface Dependency {
  id: string
  name: string
  status: string
  result: string
}

/** A compute session, as `compute_session_list` of the manager's GraphQL gives it. Times are ISO-8601. */
export interface Session {
  id: string
  name: string
  /** `interactive`, `batch`, `inference` or `system`. */
  type: string
  /** Upper case. An open set: newer managers may send names this version does not know. */
  status: string
  /** The manager's short reason, in its own words. */
  statusInfo: string | null
  statusData: unknown
  /** Latest time of each status. */
  statusHistory: Readonly<Record<string, string>>
  statusChangedAt: string | null
  scheduler: SchedulerNotes | null
  /** Why it failed, in the manager's words, when it did. */
  failure: string | null
  /** Exit code of a batch session's command, where the manager tells. */
  exitCode: number | null
  /** `undefined`, `success` or `failure`. */
  result: string
  image: string
  architecture: string | null
  domain: string | null
  project: string | null
  user: string | null
  accessKey: string | null
  resourceGroup: string | null
  agents: string[]
  clusterMode: string | null
  clusterSize: number
  priority: number | null
  tag: string | null
  createdAt: string | null
  startsAt: string | null
  terminatedAt: string | null
  startupCommand: string | null
  /** What was asked for. Releases before 24.03 do not tell; then what is occupied. */
  requestedSlots: SlotAmounts
  occupiedSlots: SlotAmounts
  mounts: string[]
  servicePorts: {name: string; protocol: string; ports: number[]}[]
  kernels: Kernel[]
  /** Sessions that must succeed first. Empty in lists: only one session's page asks for it. */
  dependencies: Dependency[]
}
