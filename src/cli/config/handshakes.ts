import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Handshake, HandshakeStore} from '../../sdk/index.js'
import {isRecord} from './json-file.js'

const LIFETIME_MS = 24 * 60 * 60 * 1000

/**
 * Remembers what managers told about themselves for a day, one small file for each endpoint. It is only a cache: what
 * cannot be read or written costs a request, never a command.
 */
export class FileHandshakes implements HandshakeStore {
  readonly #folder: string

  constructor(
    cacheDir: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#folder = join(cacheDir, 'handshakes')
  }

  async get(endpoint: string): Promise<Handshake | undefined> {
    try {
      const content: unknown = JSON.parse(readFileSync(this.#fileOf(endpoint), 'utf8'))
      return this.#narrow(content, endpoint)
    } catch {
      return undefined
    }
  }

  async set(endpoint: string, {version, manager}: Handshake): Promise<void> {
    const text = JSON.stringify({endpoint, version, manager, at: this.now()})
    try {
      const {writeAtomically} = await import('./atomic-file.js')
      await writeAtomically(this.#fileOf(endpoint), text, {durable: false})
    } catch {
      return
    }
  }

  #fileOf(endpoint: string): string {
    return join(this.#folder, `${createHash('sha256').update(endpoint).digest('hex').slice(0, 16)}.json`)
  }

  #narrow(content: unknown, endpoint: string): Handshake | undefined {
    if (!isRecord(content) || content['endpoint'] !== endpoint) return undefined
    const {version, manager, at} = content
    if (typeof version !== 'string' || typeof at !== 'number') return undefined
    const age = this.now() - at
    // A clock that was set back must not keep it for ever.
    if (age < 0 || age > LIFETIME_MS) return undefined
    return {version, manager: typeof manager === 'string' ? manager : undefined}
  }
}
