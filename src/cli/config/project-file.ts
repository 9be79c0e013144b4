import {access} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import {UsageError} from '../errors.js'
import {suggestions} from '../suggest.js'
import {isRecord, isSystemError, readTextIfPresent} from './json-file.js'
import type {Layer, SettingName} from './settings.js'

/** The name of the project file. */
export const PROJECT_FILE = 'bai.yaml'

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
const ACCEPTED = ['project', 'domain', 'resourceGroup', 'image'] as const satisfies readonly SettingName[]
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
])

/** Where to look for the project file. */
export interface ProjectSearch {
  cwd: string
  /** The search goes no higher than the user's own folder. */
  home: string
}

/**
 * The nearest `bai.yaml` from the current folder upward, but not the home folder's parents.
 * @throws UsageError naming the key and what is accepted.
 */
export async function readProjectFile(search: ProjectSearch): Promise<ProjectFile | undefined> {
  for (const folder of foldersUpward(search)) {
    const file = join(folder, PROJECT_FILE)
    if (!(await isThere(file))) continue
    const text = await readTextIfPresent(file)
    if (text !== undefined) return parseProjectFile(text, file)
  }
  return undefined
}

/** Reads the text of a project file. @throws UsageError naming file and place. */
export async function parseProjectFile(text: string, file: string): Promise<ProjectFile> {
  const {parseDocument} = await import('yaml')
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

function* foldersUpward({cwd, home}: ProjectSearch): Generator<string> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    yield folder
    if (folder === resolve(home) || folder === dirname(folder)) return
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch (error) {
    // A folder above that may not be looked into holds no project file of the user's.
    if (['ENOENT', 'ENOTDIR', 'EACCES'].some((code) => isSystemError(error, code))) return false
    throw error
  }
}
