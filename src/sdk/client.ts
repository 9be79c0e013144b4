import type {SessionChannel} from './inside/channel.js'
import type {ChannelOptions} from './inside/channel-ways.js'
import {Accounts} from './resources/account.js'
import {Admin} from './resources/admin/index.js'
import {Agents} from './resources/agents.js'
import {listGpus, type Gpu} from './resources/gpus.js'
import {
  acceleratorSettings,
  listGpuRatios,
  writeAcceleratorSettings,
  type AcceleratorSettings,
  type GpuRatio,
} from './resources/gpu-ratio.js'
import {listSessionUse, type SessionUse} from './resources/gpu-use.js'
import {Images} from './resources/images.js'
import {Queue} from './resources/queue.js'
import {fetchQuota, type Quota} from './resources/quota.js'
import {Registries} from './resources/registries.js'
import {Resources} from './resources/resources.js'
import {explain, type Explanation} from './insight/why.js'
import {fetchWaitFacts} from './resources/wait-facts.js'
import {setPriority, setTag} from './resources/session-changes.js'
import {createMany, type CreateManyOptions, type CreateOutcome} from './resources/session-create-many.js'
import {sessionGraph, type GraphSession} from './resources/session-graph.js'
import {planSessions, type SessionPlan, type SessionRequest} from './resources/session-plan.js'
import {waitForSessions, type WaitOptions, type WaitResult} from './resources/session-wait.js'
import {checkSpec, type SessionSpec} from './resources/session-spec.js'
import {resolveSessions, type ResolveOptions} from './resources/session-references.js'
import {watchSessions, type WatchOptions} from './resources/session-watcher.js'
import {SessionApps} from './resources/session-apps.js'
import {SessionTemplates} from './resources/session-templates.js'
import {Sessions} from './resources/sessions.js'
import {downloadFromFolder} from './storage/download.js'
import type {FolderCopyOptions, FolderCopyResult} from './storage/folder-copy.js'
import {uploadToFolder} from './storage/upload.js'
import {VfolderShares} from './resources/vfolder-shares.js'
import {Vfolders} from './resources/vfolders.js'
import type {JobOptions, JobResult, JobSpec} from './run/job.js'
import type {Session} from './schemas/session.js'
import type {Capabilities} from './transport/capabilities.js'
import {followTask, type FollowTaskOptions} from './transport/background-task.js'
import {GraphQL} from './transport/graphql.js'
import {Transport} from './transport/http.js'
import type {ClientOptions, RequestOptions} from './transport/options.js'
import {defineWhenUsed} from './values/when-used.js'

/**
 * A Backend.AI installation, as one account sees it. Releases 22.09 to 26.8 of the manager are spoken to
 * (API v6 to v9). Every method rejects with an `SdkError`.
 *
 * @example
 * const bai = new BackendAI({endpoint, credentials: {kind: 'keypair', accessKey, secretKey}})
 * for await (const session of bai.sessions.list()) process.stdout.write(session.name + '\n')
 */
export class BackendAI {
  /** Requests as they are: for calls that have no method here. */
  readonly http: Transport
  /** Queries and mutations by field. */
  readonly graphql: GraphQL
  /** Compute sessions: list, create, rename, logs, end. */
  declare readonly sessions: Sessions
  /** What sessions are made from again and again. */
  declare readonly templates: SessionTemplates
  /** What sessions serve: Jupyter, ports. */
  declare readonly apps: SessionApps
  /** Images that sessions start from. */
  declare readonly images: Images
  /** The machines that sessions run on, as far as the account may see them. */
  declare readonly agents: Agents
  /** Slots, presets, resource groups, and what is in use. */
  declare readonly resources: Resources
  /** Registries that images come from. */
  declare readonly registries: Registries
  /** The account itself: whose keypair it is, its projects. */
  declare readonly account: Accounts
  /** Who waits, and for what. */
  declare readonly queue: Queue
  /** Storage folders. */
  declare readonly vfolders: Vfolders
  /** Who else may use a storage folder, and invitations. */
  declare readonly vfolderShares: VfolderShares
  /** For administrators. */
  declare readonly admin: Admin

  constructor(options: ClientOptions & {accessKey?: string}) {
    const {credentials} = options
    const ownKey = credentials?.kind === 'keypair' ? credentials.accessKey : options.accessKey
    this.http = new Transport(options)
    this.graphql = new GraphQL(this.http)
    defineWhenUsed<BackendAI>(this, {
      sessions: () => new Sessions(this.http, this.graphql, ownKey),
      templates: () => new SessionTemplates(this.http),
      apps: () => new SessionApps(this.http),
      images: () => new Images(this.http, this.graphql),
      agents: () => new Agents(this.graphql),
      resources: () => new Resources(this.http),
      registries: () => new Registries(this.graphql),
      account: () => new Accounts(this.http, this.graphql),
      queue: () => new Queue(this),
      vfolders: () => new Vfolders(this.http),
      vfolderShares: () => new VfolderShares(this.http),
      admin: () => new Admin(this.http, this.graphql, this.images),
    })
  }

  /** What the connected manager can do, read off its handshake. */
  capabilities(options?: RequestOptions): Promise<Capabilities> {
    return this.http.capabilities(options)
  }

  /** The sessions a reference means; see `resolveSessions`. */
  resolve(reference: string, options?: ResolveOptions): Promise<Session[]> {
    return resolveSessions(this.sessions, reference, options)
  }

  /** Follows sessions; see `watchSessions`. */
  watch(ids: readonly string[], options?: WatchOptions): AsyncGenerator<Session[]> {
    return watchSessions(this.http, this.sessions, ids, options)
  }

  /** Works out what to ask the manager for; see `planSessions`. */
  async plan(request: SessionRequest, options?: RequestOptions): Promise<SessionPlan> {
    const plan = await planSessions(this, request, options)
    const capabilities = await this.capabilities(options)
    for (const spec of plan.specs) checkSpec(spec, capabilities)
    return plan
  }

  /** Creates several sessions, a few at a time; see `createMany`. */
  createMany(specs: readonly SessionSpec[], options?: CreateManyOptions): Promise<CreateOutcome[]> {
    return createMany(this.sessions, specs, options)
  }

  /** Waits for sessions; see `waitForSessions`. */
  wait(ids: readonly string[], options: WaitOptions): Promise<WaitResult> {
    return waitForSessions((watched, watchOptions) => this.watch(watched, watchOptions), ids, options)
  }

  /** Says why each session waits, or what became of it, with the numbers. */
  async why(sessions: readonly Session[], options?: RequestOptions): Promise<Explanation[]> {
    return (await fetchWaitFacts(this, sessions, options)).map(explain)
  }

  /** Changes the scheduling priority of a session that waits; see `setPriority`. */
  setPriority(id: string, priority: number, options?: RequestOptions): Promise<void> {
    return setPriority(this, id, priority, options)
  }

  /** Changes the tag of a session; see `setTag`. */
  setTag(id: string, tag: string | null, options?: RequestOptions): Promise<void> {
    return setTag(this, id, tag, options)
  }

  /** What a session depends on, and what waits for it; see `sessionGraph`. */
  graph(id: string, options?: RequestOptions): Promise<GraphSession[]> {
    return sessionGraph(this, id, options)
  }

  /** Limits of the account in a project; see `fetchQuota`. */
  quota(project: string, options?: RequestOptions): Promise<Quota> {
    return fetchQuota(this, project, options)
  }

  /** Opens a way into a running session, for commands and files; see `openChannel`. Close it after use. */
  async openChannel(
    session: Pick<Session, 'id' | 'name' | 'status'>,
    options?: ChannelOptions,
  ): Promise<SessionChannel> {
    // Most programs do not go into sessions.
    const {openChannel} = await import('./inside/open-channel.js')
    return openChannel(this, session, options)
  }

  /** Follows a background task to its real end; see `followTask`. */
  followTask(taskId: string, options: FollowTaskOptions): Promise<string> {
    return followTask(this.http, taskId, options)
  }

  /** The GPUs of the installation; see `listGpus`. */
  gpus(query?: {resourceGroup?: string | undefined}, options?: RequestOptions): Promise<Gpu[] | undefined> {
    return listGpus(this, query, options)
  }

  /** How many fGPU a physical GPU is, agent by agent; see `listGpuRatios`. */
  gpuRatios(options?: RequestOptions): Promise<GpuRatio[] | undefined> {
    return listGpuRatios(this, options)
  }

  /** What the accelerator plugins are set to; see `acceleratorSettings`. */
  acceleratorSettings(options?: RequestOptions): Promise<AcceleratorSettings[]> {
    return acceleratorSettings(this.http, options)
  }

  /** Changes settings of an accelerator plugin; see `writeAcceleratorSettings`. */
  setAccelerator(settings: AcceleratorSettings, options?: RequestOptions): Promise<void> {
    return writeAcceleratorSettings(this.http, settings, options)
  }

  /** What sessions use of their GPUs; see `listSessionUse`. */
  sessionUse(
    query?: {scope?: 'own' | 'all'; withoutGpu?: boolean},
    options?: RequestOptions,
  ): Promise<SessionUse[]> {
    return listSessionUse(this, query, options)
  }

  /** Copies into a storage folder; see `uploadToFolder`. */
  uploadToFolder(options: FolderCopyOptions): Promise<FolderCopyResult> {
    return uploadToFolder(this, options)
  }

  /** Copies out of a storage folder; see `downloadFromFolder`. */
  downloadFromFolder(options: FolderCopyOptions): Promise<FolderCopyResult> {
    return downloadFromFolder(this, options)
  }

  /** Runs a command in a session of its own, and removes the session; see `runJob`. */
  async run(job: JobSpec, options: JobOptions): Promise<JobResult> {
    const {runJob} = await import('./run/run-job.js')
    return runJob(this, job, options)
  }

  /** Closes kept-alive connections, so that a program can end. */
  close(): Promise<void> {
    return this.http.close()
  }
}
