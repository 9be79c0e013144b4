import {randomUUID} from 'node:crypto'
import {join} from 'node:path'
import {isDeepStrictEqual} from 'node:util'
import type {Decimal} from '../../sdk/values/decimal.js'
import {makeRuntime} from '../runtime/make-runtime.js'
import type {Runtime, RuntimeName} from '../runtime/runtime.js'
import {applyAcceleratorSettings, configureAccelerator, quantumOf, setQuantum} from './accelerator.js'
import {writeAccounts} from './account-file.js'
import {BackgroundTasks} from './background-tasks.js'
import {createDefaultImages, type DefaultImage} from './default-images.js'
import {Dispatcher} from './dispatcher.js'
import {syncEngineImages} from './engine-images.js'
import {EventHub} from './events.js'
import {Lifecycle} from './lifecycle.js'
import {isDead, isQueued, timestamp, type KernelRecord, type SessionRecord} from './model.js'
import {isSeeded, seed} from './seed.js'
import {ClusterState} from './state.js'
import {applyTopology, DEFAULT_TOPOLOGY, topologyOf, withChanges, type TopologyChanges} from './topology.js'
import {Transitions} from './transitions.js'

/** How a cluster is set up. Everything but the folder has a default. */
export interface ClusterOptions {
  /** Where all state is: journal, images, and the folders of the sessions. */
  folder: string
  /** The simulated machines; what is not said stays as it is, or is the default in a new cluster. */
  topology?: TopologyChanges
  /** Allocation step of GPU shares. */
  quantum?: string
  /** Time between asking a session's processes to end and killing them. */
  graceMs?: number
  /** How long a session that lacks resources may hold up the queue before its priority is lowered. */
  deprioritizeAfterMs?: number
  /** Sessions that are started at the same time. */
  startsAtOnce?: number
  /** Requests in 15 minutes per key. */
  rateLimit?: number
  /** Bytes of journal after which it is folded into a snapshot. */
  compactAfterBytes?: number
  /** How sessions are run. A folder's clusters are all of one kind. */
  runtime?: RuntimeName
  /** Images to make when they are not there; with Docker the images are those of the engine. */
  defaultImages?: readonly DefaultImage[]
  now?: () => number
  /** Is told what was not expected: an error, and what was being done. */
  onFailure?: (error: unknown, doing: string) => void
}

/** What a request to create a session comes down to once it is checked. */
export type SessionDraft = Pick<
  SessionRecord,
  | 'name'
  | 'type'
  | 'priority'
  | 'domain'
  | 'projectId'
  | 'userId'
  | 'accessKey'
  | 'scalingGroup'
  | 'image'
  | 'architecture'
  | 'registry'
  | 'tag'
  | 'clusterMode'
  | 'clusterSize'
  | 'environ'
  | 'resourceOpts'
  | 'requestedSlots'
  | 'designatedAgents'
  | 'dependencies'
  | 'preopenPorts'
  | 'startupCommand'
  | 'bootstrapScript'
  | 'callbackUrl'
  | 'batchTimeoutSeconds'
  | 'requestedStartsAt'
  | 'mounts'
>

const DEFAULT_QUANTUM = '0.01'

const DEFAULTS = {
  runtime: 'process',
  defaultImages: ['base', 'python'],
  graceMs: 5000,
  deprioritizeAfterMs: 5 * 60_000,
  startsAtOnce: 4,
  rateLimit: 1_000_000,
  now: Date.now,
  onFailure: () => undefined,
} satisfies Partial<ClusterOptions>

/** Options with what was not said filled in. */
type ClusterSettings = ClusterOptions & Required<Pick<ClusterOptions, keyof typeof DEFAULTS>>

/** The cluster itself: its state, its scheduler and its sessions. */
export class Cluster {
  readonly events = new EventHub()
  readonly dispatcher: Dispatcher
  readonly lifecycle: Lifecycle
  readonly runtime: Runtime
  readonly tasks = new BackgroundTasks()
  /** Allocation step of GPU shares. */
  readonly quantum: Decimal
  private readonly transitions: Transitions

  private constructor(
    readonly state: ClusterState,
    readonly options: ClusterSettings,
  ) {
    this.quantum = quantumOf(state, DEFAULT_QUANTUM)
    const {now, graceMs, startsAtOnce, deprioritizeAfterMs, onFailure} = options
    this.runtime = makeRuntime(options.runtime, options.folder)
    this.transitions = new Transitions(state, this.events, now)
    this.lifecycle = new Lifecycle(state, this.transitions, {
      runtime: this.runtime,
      graceMs,
      startsAtOnce,
      now,
      onFailure,
    })
    this.dispatcher = new Dispatcher(state, this.transitions, {
      quantum: this.quantum,
      now,
      deprioritizeAfterMs,
      launch: (session) => this.lifecycle.launch(session),
    })
  }

  /** Opens the cluster of a folder, or makes a new one there, and takes its sessions up again. */
  static async open(given: ClusterOptions): Promise<Cluster> {
    const options: ClusterSettings = {...DEFAULTS, ...given}
    const state = await ClusterState.open({...options, folder: join(options.folder, 'state')})
    await furnish(state, options)
    await state.commit()
    const cluster = new Cluster(state, options)
    await cluster.resume()
    return cluster
  }

  /** Accepts a session. It is durable after the next `commit` of the state. */
  enqueue(draft: SessionDraft): SessionRecord {
    const at = timestamp(this.options.now())
    const session = this.state.sessions.put({
      ...draft,
      id: randomUUID(),
      sequence: this.state.nextSequence(),
      creationId: randomUUID().replaceAll('-', '').slice(0, 22),
      status: 'PENDING',
      statusInfo: '',
      statusData: null,
      statusChanged: at,
      statusHistory: {PENDING: at},
      result: 'undefined',
      createdAt: at,
      scheduledAt: null,
      startedAt: null,
      terminatedAt: null,
      kernels: Array.from({length: draft.clusterSize}, (_, index) => newKernel(draft, index, at)),
    })
    this.events.emit({name: 'session_pending', session, reason: 'Session enqueued'})
    return session
  }

  /** Stops. Sessions are ended, or left running for the next manager process to find. */
  async close({sessions}: {sessions: 'end' | 'keep'}): Promise<void> {
    this.dispatcher.stop()
    if (sessions === 'end') await this.endAll()
    await this.lifecycle.settled()
    this.lifecycle.detach()
    await this.state.close()
  }

  private async endAll(): Promise<void> {
    const live = this.state.sessions.filter(({status}) => !isDead(status) && !isQueued(status))
    await Promise.all(live.map(({id}) => this.lifecycle.end(id, {info: 'local-cluster-stopped'})))
  }

  private async resume(): Promise<void> {
    const live = this.state.sessions.filter(({status}) => !isDead(status) && !isQueued(status))
    await Promise.all(live.map((session) => this.lifecycle.resume(session)))
    this.dispatcher.kick()
  }
}

/** Makes accounts and the rest in an empty state, and the agents and images what they are now to be. */
async function furnish(state: ClusterState, options: ClusterSettings): Promise<void> {
  const {folder, rateLimit} = options
  const now = options.now()
  const isNew = !isSeeded(state)
  if (isNew) await writeAccounts(folder, seed(state, {rateLimit, now}))
  applyAcceleratorSettings(state)
  const current = topologyOf(state)
  const topology = withChanges(current ?? DEFAULT_TOPOLOGY, options.topology ?? {})
  if (!isDeepStrictEqual(topology, current)) {
    applyTopology(state, topology, now)
    configureAccelerator(state, topology)
  }
  if (options.quantum !== undefined || isNew) setQuantum(state, options.quantum ?? DEFAULT_QUANTUM)
  if (options.runtime === 'docker') {
    await syncEngineImages(state, {now, restore: false})
    return
  }
  await createDefaultImages(state, {names: options.defaultImages, folder: join(folder, 'images'), now})
}

function newKernel(draft: SessionDraft, index: number, at: string): KernelRecord {
  const role = index === 0 ? 'main' : 'sub'
  const number = index === 0 ? 1 : index
  return {
    id: randomUUID(),
    role,
    index: number,
    hostname: `${role}${number}`,
    agentId: null,
    devices: [],
    requestedSlots: draft.requestedSlots,
    occupiedSlots: {},
    status: 'PENDING',
    statusInfo: '',
    statusChanged: at,
    startedAt: null,
    terminatedAt: null,
    exitCode: null,
  }
}
