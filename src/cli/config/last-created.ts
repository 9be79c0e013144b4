import {createHash} from 'node:crypto'
import {join} from 'node:path'
import {writeAtomically} from './atomic-file.js'
import {isRecord, readTextIfPresent} from './json-file.js'

/** What `@last` stands for. */
export interface LastCreated {
  ids: readonly string[]
  /** In the order of `ids`. */
  names: readonly string[]
  /** Id of the array they are members of. */
  array?: string
  at: Date
}

/** Whose `@last` it is: another account or endpoint has its own. */
export interface LastCreatedOwner {
  endpoint: string
  /** Access key; empty when it is not known. */
  accessKey: string
}

/** Remembers the sessions that were created last, for each endpoint and account. */
export class LastCreatedFile {
  readonly #file: string

  constructor(stateDir: string, owner: LastCreatedOwner) {
    const key = createHash('sha256')
      .update(`${owner.endpoint}\n${owner.accessKey}`)
      .digest('hex')
      .slice(0, 16)
    this.#file = join(stateDir, 'last-created', `${key}.json`)
  }

  /** What was created last; undefined when nothing was, or when the file cannot be understood. */
  async read(): Promise<LastCreated | undefined> {
    const text = readTextIfPresent(this.#file)
    return text === undefined ? undefined : narrow(text)
  }

  async write(last: LastCreated): Promise<void> {
    await writeAtomically(this.#file, JSON.stringify({...last, at: last.at.toISOString()}), {durable: false})
  }
}

function narrow(text: string): LastCreated | undefined {
  const content = parse(text)
  if (!isRecord(content)) return undefined
  const {ids, names, array, at} = content
  if (!isTexts(ids) || !isTexts(names) || typeof at !== 'string') return undefined
  return {ids, names, at: new Date(at), ...(typeof array === 'string' && {array})}
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
