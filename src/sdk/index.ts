export {BackendAI} from './client.js'
export * from './errors.js'
export {CopyError, nameOf} from './inside/copy.js'
export type {CopyOptions, CopyResult} from './inside/copy.js'
export type {
  CommandEnd,
  CommandStreams,
  RemoteCommand,
  RemoteTerminal,
  SessionChannel,
  TerminalOptions,
  TerminalSize,
} from './inside/channel.js'
export {CHANNEL_WAYS} from './inside/channel-ways.js'
export type {ChannelOptions, ChannelWay} from './inside/channel-ways.js'
export type {AppEntry} from './inside/app-proxy.js'
export {forwardPort} from './inside/port-forward.js'
export type {PortForward, PortForwardOptions} from './inside/port-forward.js'
export type {SessionApp, SessionApps} from './resources/session-apps.js'
export {bestNode, freedBy, needsOf, queueOrder, startsAfterFreeing, usableNodes} from './insight/capacity.js'
export type {Node} from './insight/capacity.js'
export {chooseGpuSlot, deviceOf, isFractionalSlot} from './insight/gpu-slot.js'
export {canUse, chooseImage, matchImages} from './insight/image-choice.js'
export type {Fit} from './insight/largest-fit.js'
export type {QueueStats} from './insight/queue-stats.js'
export {queuedMs, ranMs} from './insight/session-times.js'
export {imageFacts, isVersion} from './insight/image-facts.js'
export type {ImageFacts} from './insight/image-facts.js'
export {judgeGpus, readSeenGpus, SEEN_GPUS_COMMAND} from './insight/seen-gpus.js'
export type {GpuVerdict, SeenGpu} from './insight/seen-gpus.js'
export {explain} from './insight/why.js'
export type {Blocker, Explanation, ReasonCode, WaitFacts} from './insight/why.js'
export type {Account, Accounts, User} from './resources/account.js'
export type {Admin} from './resources/admin/index.js'
export type {AdminAgents, AgentDetail} from './resources/admin/agents.js'
export type {Domain, Domains} from './resources/admin/domains.js'
export type {AdminImages} from './resources/admin/images.js'
export type {Keypair, Keypairs, NewKeypair} from './resources/admin/keypairs.js'
export type {ManagerControl, ManagerStatus} from './resources/admin/manager.js'
export type {Props} from './resources/admin/noun.js'
export {POLICY_KINDS} from './resources/admin/policies.js'
export type {PolicyKind, ResourcePolicies, ResourcePolicy} from './resources/admin/policies.js'
export type {Preset, Presets} from './resources/admin/presets.js'
export type {Project, Projects} from './resources/admin/projects.js'
export type {Registries as AdminRegistries, RegistryDetail} from './resources/admin/registries.js'
export type {GroupTenant, ResourceGroup, ResourceGroups} from './resources/admin/resource-groups.js'
export type {NewKey, NewUser, UserDetail, Users} from './resources/admin/users.js'
export type {Agent, Agents} from './resources/agents.js'
export {IMAGIFY_NAME} from './resources/images.js'
export {planGpuRatio} from './resources/gpu-ratio.js'
export type {AcceleratorSettings, GpuRatio} from './resources/gpu-ratio.js'
export type {SessionUse} from './resources/gpu-use.js'
export type {Gpu} from './resources/gpus.js'
export type {Image, Images} from './resources/images.js'
export type {Queue, QueueEntry} from './resources/queue.js'
export type {Quota, QuotaLine} from './resources/quota.js'
export type {Registries, Registry, RegistryPlace} from './resources/registries.js'
export {callRaw, callRawPages, queryRaw, queryRawPages} from './resources/raw.js'
export type {RawCall, RawQuery, RawQueryAnswer} from './resources/raw.js'
export type {ResourcePreset, Resources, ResourceUse, SlotDetail} from './resources/resources.js'
export type {CreateManyOptions, CreateOutcome} from './resources/session-create-many.js'
export type {GraphSession} from './resources/session-graph.js'
export type {SessionPlan, SessionRequest} from './resources/session-plan.js'
export {hasReached, WAIT_GOALS} from './resources/session-wait.js'
export type {WaitGoal, WaitOptions, WaitResult} from './resources/session-wait.js'
export type {SessionSpec} from './resources/session-spec.js'
export {SESSION_NAME} from './resources/session-spec.js'
export type {ResolveOptions} from './resources/session-references.js'
export type {WatchOptions} from './resources/session-watcher.js'
export {Sessions} from './resources/sessions.js'
export {parseTemplate, templateOf} from './resources/session-templates.js'
export type {NewTemplate, SessionTemplates} from './resources/session-templates.js'
export type {SessionTemplate, TemplateDocument} from './schemas/template.js'
export type {DestroyOptions, EndOutcome} from './resources/session-end.js'
export type {CreatedSession, SessionQuery} from './resources/sessions.js'
export {allOf, anyOf, quoteFilter, startsWith} from './resources/filters.js'
export type {VfolderInvitation, VfolderShare, VfolderShares} from './resources/vfolder-shares.js'
export {checkFolderName} from './resources/vfolders.js'
export type {NewVfolder, TransferAddress, Vfolders} from './resources/vfolders.js'
export type {
  JobEvent,
  JobOptions,
  JobOutcome,
  JobResult,
  JobSession,
  JobSpec,
  JobTransfer,
  KeepRule,
} from './run/job.js'
export type {Dependency, Kernel, SchedulerNotes, Session} from './schemas/session.js'
export {bareSession, sessionFields, type SessionPart} from './schemas/session-parts.js'
export type {Vfolder, VfolderFile, VfolderUse} from './schemas/vfolder.js'
export type {FolderCopyOptions, FolderCopyResult, UploadMemory} from './storage/folder-copy.js'
export type {FollowTaskOptions, TaskProgress} from './transport/background-task.js'
export type {Call, TextAnswer} from './transport/call.js'
export type {Capabilities, Feature, FeatureReport} from './transport/capabilities.js'
export {collect} from './transport/collect.js'
export {fetchKeypair, OtpRequiredError, webLogin, webLogout} from './transport/login.js'
export type {LoginForm, WebLogin} from './transport/login.js'
export {probeConnection} from './transport/probe.js'
export type {Attempt, Probe, ProbeOptions} from './transport/probe.js'
export type {QueryValue} from './transport/endpoints.js'
export type {GraphQL} from './transport/graphql.js'
export type {Arguments, Field, Query} from './transport/graphql-document.js'
export {Transport} from './transport/http.js'
export type {
  ClientOptions,
  Credentials,
  EndpointType,
  Handshake,
  HandshakeStore,
  ProxyOptions,
  RequestOptions,
  TlsOptions,
  TraceEvent,
} from './transport/options.js'
export {Decimal, formatDecimal, parseDecimal, ZERO} from './values/decimal.js'
export {formatDuration, parseDuration} from './values/duration.js'
export {arrayOf, isMemberOf, memberName, parseReference} from './values/reference.js'
export type {Reference} from './values/reference.js'
export {
  addSlots,
  fitsInto,
  isAcceleratorSlot,
  isByteSlot,
  readAmount,
  readSlots,
  shortBy,
  slotAmount,
  subtractSlots,
  writeSlots,
} from './values/resource-slots.js'
export type {ResourceSlots, SlotAmounts} from './values/resource-slots.js'
export {capabilitiesOf} from './transport/capabilities.js'
export {holdsResources, isDead, phaseOf} from './values/session-status.js'
export type {SessionPhase} from './values/session-status.js'
export {formatSize, parseSize} from './values/size.js'
export {uniqueName} from './values/unique-name.js'
export type {Release} from './transport/version.js'
export type {Answer} from './transport/exchange.js'
export type {WebForwardOptions} from './inside/web-forward.js'
