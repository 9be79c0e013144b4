import {UnsupportedError} from '../errors.js'
import type {Handshake} from './options.js'
import {isAtLeast, parseApiVersion, parseRelease, type Release} from './version.js'

/**
 * From which manager release on a thing exists, and from which it is gone.
 * This table is the only place where releases are compared; the facts are those of the manager's change log and sources.
 */
const FEATURES = {
  sessionPriority: {since: [24, 9, 0]},
  sessionUpdate: {since: [26, 4, 0]},
  batchTimeout: {since: [24, 12, 0]},
  requestedSlots: {since: [24, 3, 0]},
  mainAccessKey: {since: [24, 3, 0]},
  pendingLimits: {since: [24, 3, 4]},
  networks: {since: [24, 12, 0]},
  presetOfGroup: {since: [25, 4, 0]},
  registryScope: {since: [24, 9, 0]},
  agentOfSession: {since: [23, 3, 0]},
  kernelIdOfContainer: {since: [24, 3, 1]},
  customizedImages: {since: [24, 3, 1]},
  imageLoadFilters: {since: [24, 3, 8]},
  projectRegistry: {since: [24, 3, 7]},
  rescanByProject: {since: [25, 1, 0]},
  imageNamespace: {since: [24, 12, 0]},
  imageStatus: {since: [25, 4, 0]},
  gpuAllocationMap: {since: [25, 4, 0]},
  acceleratorQuantum: {since: [25, 5, 0]},
  pendingQueue: {since: [25, 13, 0]},
  keypairOfNewUser: {since: [25, 15, 0]},
  statusHistoryRoute: {since: [25, 9, 0]},
  recursiveDestroy: {since: [23, 3, 1]},
  restart: {since: [22, 3, 0], until: [26, 4, 4]},
  imagify: {since: [24, 3, 0]},
  schedulingHistory: {since: [26, 2, 0]},
  filesByPost: {since: [24, 3, 0]},
  batchEndsAtFirstPart: {since: [26, 8, 0]},
  errorCodes: {since: [25, 8, 0]},
  renameRefusesTakenNames: {since: [26, 8, 0]},
  folderTrash: {since: [24, 3, 0]},
} as const satisfies Record<string, {since: Release; until?: Release}>

/** What a release has or has not, by name; `Capabilities.features` tells from which release on. */
export type Feature = keyof typeof FEATURES

const FEATURE_NAMES: readonly Feature[] = recordKeys(FEATURES)

/** Session statuses and the release that brought them; a manager refuses names it does not know. */
const STATUSES: readonly [string, Release][] = [
  ['PENDING', [22, 3, 0]],
  ['SCHEDULED', [22, 3, 0]],
  ['PREPARING', [22, 3, 0]],
  ['PULLING', [22, 3, 0]],
  ['RUNNING', [22, 3, 0]],
  ['RESTARTING', [22, 3, 0]],
  ['TERMINATING', [22, 3, 0]],
  ['TERMINATED', [22, 3, 0]],
  ['CANCELLED', [22, 3, 0]],
  ['ERROR', [22, 3, 0]],
  ['RUNNING_DEGRADED', [23, 3, 0]],
  ['PREPARED', [24, 12, 0]],
  ['CREATING', [24, 12, 0]],
  ['DEPRIORITIZING', [26, 1, 0]],
  ['RESERVED', [26, 8, 0]],
  ['PREEMPTED', [26, 8, 0]],
  ['RESCHEDULING', [26, 8, 0]],
]

/** The newest release this table was filled from; later ones count as this one. */
const NEWEST_KNOWN: Release = [26, 8, Number.MAX_SAFE_INTEGER]

/** One line of the table, for people. */
export interface FeatureReport {
  feature: Feature
  available: boolean
  /** In words: "manager releases from 24.9 on" or "manager releases before 26.4.4". */
  availability: string
}

/** What the connected manager can do. */
export interface Capabilities {
  readonly release: Release
  readonly releaseText: string
  readonly apiVersion: string
  /** Whether the release is later than all this version of `bai` was made for. */
  readonly isNewerThanKnown: boolean
  /** Whether this release has it. */
  has(feature: Feature): boolean
  /**
   * @param what In words, after "cannot": "restart a session".
   * @throws UnsupportedError when this manager does not have the feature; says which releases do.
   */
  require(feature: Feature, what: string): void
  /** The whole table. */
  readonly features: readonly FeatureReport[]
  /** The statuses this manager knows. */
  readonly sessionStatuses: readonly string[]
}

/** A release that is assumed when the manager does not tell its own: by the API version it speaks. */
const RELEASE_BY_API: readonly [number, Release][] = [
  [9, [25, 12, 0]],
  [8, [24, 3, 0]],
  [7, [23, 9, 0]],
]

/** Reads the capabilities off the handshake. Releases newer than this table count as the newest known. */
export function capabilitiesOf(handshake: Handshake): Capabilities {
  const api = parseApiVersion(handshake.version)
  const release =
    parseRelease(handshake.manager) ??
    RELEASE_BY_API.find(([major]) => (api?.major ?? 0) >= major)?.[1] ??
    ([22, 9, 0] as const)
  const releaseText = handshake.manager ?? `API ${handshake.version}`
  return {
    release,
    releaseText,
    apiVersion: handshake.version,
    isNewerThanKnown: !isAtLeast(NEWEST_KNOWN, release),
    has: (feature) => hasFeature(release, feature),
    require: (feature, what) => {
      if (hasFeature(release, feature)) return
      throw new UnsupportedError(`Manager ${releaseText} cannot ${what}.`, {
        hints: [`It is there in ${availability(feature)}.`],
      })
    },
    features: FEATURE_NAMES.map((feature) => ({
      feature,
      available: hasFeature(release, feature),
      availability: availability(feature),
    })),
    sessionStatuses: STATUSES.filter(([, since]) => isAtLeast(release, since)).map(([name]) => name),
  }
}

function hasFeature(release: Release, feature: Feature): boolean {
  const span: {since: Release; until?: Release} = FEATURES[feature]
  return isAtLeast(release, span.since) && !(span.until && isAtLeast(release, span.until))
}

function availability(feature: Feature): string {
  const span: {since: Release; until?: Release} = FEATURES[feature]
  return span.until
    ? `manager releases before ${showRelease(span.until)}`
    : `manager releases from ${showRelease(span.since)} on`
}

function showRelease(release: Release): string {
  return release[2] === 0 ? `${release[0]}.${release[1]}` : release.join('.')
}

function recordKeys<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  const isKey = (name: string): name is Key => name in record
  return Object.keys(record).filter(isKey)
}
