import type {Handshake} from './options.js'

/** The newest API version this SDK speaks; v6.20220315 (manager 22.09) is the oldest it was written for. */
export const CLIENT_API_VERSION = 'v9.20250722'

/** An API version such as `v9.20250722`, comparable part by part. */
export interface ApiVersion {
  major: number
  date: string
}

/** Reads `v9.20250722`; undefined for any other text. */
export function parseApiVersion(text: string): ApiVersion | undefined {
  const match = /^v(\d+)\.(\d{8})$/.exec(text)
  return match ? {major: Number(match[1]), date: match[2] ?? ''} : undefined
}

/** The version to send: the lower of the manager's and ours; ours when the manager's cannot be read. */
export function negotiate(handshake: Handshake | undefined): string {
  const server = handshake && parseApiVersion(handshake.version)
  const client = parseApiVersion(CLIENT_API_VERSION)
  if (!handshake || !server || !client) return CLIENT_API_VERSION
  return compareApiVersions(server, client) < 0 ? handshake.version : CLIENT_API_VERSION
}

/** Below, equal or above zero, as for sorting. */
export function compareApiVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || Number(a.date) - Number(b.date)
}

/** A manager release as numbers: `26.8.3` is `[26, 8, 3]`. Pre-release and build marks are dropped. */
export type Release = readonly [number, number, number]

/** Reads a manager release; undefined when it is none. */
export function parseRelease(text: string | undefined): Release | undefined {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(text ?? '')
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined
}

/** Whether `release` is `least` or later. */
export function isAtLeast(release: Release, least: Release): boolean {
  return (release[0] - least[0] || release[1] - least[1] || release[2] - least[2]) >= 0
}
