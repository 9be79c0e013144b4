import {parseDocument} from 'yaml'
import {UsageError} from '../errors.js'
import {suggestions} from '../suggest.js'
import {isRecord} from './json-file.js'
import type {Layer, SettingName} from './settings.js'

/** What a project says about how to work in it. */
export interface ProjectFile {
  file: string
  layer: Layer
  /** Which of the user's own profiles to use. */
  profile?: string
}

/**
 * Settings a project may have an opinion on. Not the endpoint and nothing that belongs to it: whoever clones a
 * repository must not find their requests, and with them their credentials, sent to an address of its choice.
 */
const ACCEPTED = [
  'project',
  'domain',
  'resourceGroup',
  'image',
  'gpuMemory',
] as const satisfies readonly SettingName[]
const ACCEPTED_KEYS = ['profile', ...ACCEPTED] as const

const NEVER: ReadonlySet<string> = new Set([
  'endpoint',
  'endpointType',
  'accessKey',
  'secretKey',
  'sessionId',
  'verifyTls',
  'caFile',
  'httpProxy',
  'httpsProxy',
  'noProxy',
  'storageProxies',
])

/** Reads the text of a project file. @throws UsageError naming file and place. */
export function parseProjectFile(text: string, file: string): ProjectFile {
  const document = parseDocument(text)
  const error = document.errors[0]
  if (error) {
    const {line, col} = error.linePos?.[0] ?? {line: 1, col: 1}
    throw new UsageError(`${file} is not valid YAML (line ${line}, column ${col}).`)
  }
  const content: unknown = document.toJS() ?? {}
  if (!isRecord(content))
    throw new UsageError(`${file} must hold keys with values, such as "image: …".`, [acceptedHint()])
  for (const [key, value] of Object.entries(content)) checkEntry(key, value, file)
  const {profile, ...values} = content
  return {
    file,
    layer: {values, originOf: () => ({from: 'project-file', file})},
    ...(typeof profile === 'string' && {profile}),
  }
}

function checkEntry(key: string, value: unknown, file: string): void {
  if (NEVER.has(key)) {
    throw new UsageError(`${file} sets "${key}", which a project file may not.`, [
      'A cloned project must not decide where your credentials go. Keep it in a profile and name that: "profile: …".',
    ])
  }
  if (!ACCEPTED_KEYS.some((accepted) => accepted === key)) {
    const near = suggestions(key, ACCEPTED_KEYS)
    throw new UsageError(`${file} has an unknown key "${key}".`, [
      ...(near.length > 0 ? [`Did you mean ${near.join(' or ')}?`] : []),
      acceptedHint(),
    ])
  }
  if (typeof value !== 'string' || value === '') throw new UsageError(`${file}: "${key}" must be a text.`)
}

function acceptedHint(): string {
  return `Accepted are: ${ACCEPTED_KEYS.join(', ')}.`
}
