export {BackendAI} from './client.js'
export * from './errors.js'
export {CopyError, nameOf} from './inside/copy.js'
export type {CopyOptions, CopyResult} from './inside/copy.js'
export type {CommandEnd, CommandStreams, RemoteCommand, SessionChannel} from './inside/channel.js'
export {bestNode, freedBy, needsOf, queueOrder, startsAfterFreeing, usableNodes} from './insight/capacity.js'
export type {Node} from './insight/capacity.js'
export {chooseGpuSlot, deviceOf, isFractionalSlot} from './insight/gpu-slot.js'
export {canUse, chooseImage, matchImages} from './insight/image-choice.js'
export type {Fit} from './insight/largest-fit.js'
export type {QueueStats} from './insight/queue-stats.js'
export {queuedMs, ranMs} from './insight/session-times.js'
export {explain} from './insight/why.js'
export type {Blocker, Explanation, ReasonCode, WaitFacts} from './insight/why.js'
export type {Account, User} from './resources/account.js'
export type {Agent} from './resources/agents.js'
export {IMAGIFY_NAME} from './resources/images.js'
export type {Image} from './resources/images.js'
export type {QueueEntry} from './resources/queue.js'
export type {Quota, QuotaLine} from './resources/quota.js'
export type {Registry, RegistryPlace} from './resources/registries.js'
export type {ResourcePreset, ResourceUse, SlotDetail} from './resources/resources.js'
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
export type {DestroyOptions, EndOutcome} from './resources/session-end.js'
export type {CreatedSession, SessionQuery} from './resources/sessions.js'
export {allOf, anyOf, quoteFilter, startsWith} from './resources/filters.js'
export type {Dependency, Kernel, SchedulerNotes, Session} from './schemas/session.js'
export type {FollowTaskOptions, TaskProgress} from './transport/background-task.js'
export type {Capabilities, Feature} from './transport/capabilities.js'
export {collect} from './transport/collect.js'
export {fetchKeypair, OtpRequiredError, webLogin, webLogout} from './transport/login.js'
export type {LoginForm, WebLogin} from './transport/login.js'
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
