import {mkdir, readFile, rename, writeFile} from 'node:fs/promises'
import {createHash} from 'node:crypto'
import {dirname, join} from 'node:path'
import type {BackendAI} from '../../sdk/index.js'
import type {Candidate, LiveKind} from './complete.js'

/** How long names are taken from the cache. Sessions come and go. */
const FRESH_MS: Readonly<Partial<Record<LiveKind, number>>> = {session: 5000}
const USUALLY_FRESH_MS = 300_000
/** Names offered: more help nobody. */
const MOST = 500

/** Where names come from. */
export interface NameSources {
  client: () => Promise<BackendAI>
  project: () => Promise<string>
  profiles: () => Promise<readonly string[]>
  services: () => Promise<readonly string[]>
}

interface Cached {
  at: number
  candidates: Candidate[]
}

/** The cache of one account's names of one kind. */
export class NameCache {
  readonly #file: string

  constructor(folder: string, owner: readonly string[]) {
    const key = createHash('sha256').update(owner.join('\n')).digest('hex').slice(0, 16)
    this.#file = join(folder, 'completion', `${key}.json`)
  }

  async read(): Promise<Cached | undefined> {
    try {
      // Written by `write` below; what cannot be read counts as nothing.
      return JSON.parse(await readFile(this.#file, 'utf8')) as Cached
    } catch {
      return undefined
    }
  }

  async write(candidates: readonly Candidate[]): Promise<void> {
    await mkdir(dirname(this.#file), {recursive: true, mode: 0o700})
    const partial = `${this.#file}.${process.pid}`
    await writeFile(partial, JSON.stringify({at: Date.now(), candidates}), {mode: 0o600})
    await rename(partial, this.#file)
  }
}

/** Names of one kind: fresh ones from the cache, else asked for; old ones when the answer does not come in time. */
export async function liveNames(
  kind: LiveKind,
  sources: NameSources,
  {cache, signal}: {cache: NameCache; signal: AbortSignal},
): Promise<Candidate[]> {
  const cached = await cache.read()
  if (cached && Date.now() - cached.at < (FRESH_MS[kind] ?? USUALLY_FRESH_MS)) return cached.candidates
  try {
    const found = (await fetchNames(kind, sources, signal)).slice(0, MOST)
    await cache.write(found)
    return found
  } catch {
    return cached?.candidates ?? []
  }
}

async function fetchNames(kind: LiveKind, sources: NameSources, signal: AbortSignal): Promise<Candidate[]> {
  const words = (list: readonly string[]): Candidate[] => list.map((word) => ({word}))
  switch (kind) {
    case 'profile':
      return words(await sources.profiles())
    case 'service':
      return words(await sources.services())
    case 'session':
      return sessionNames(await sources.client(), signal)
    case 'image': {
      const images = await (await sources.client()).images.list({signal})
      return images.flatMap(({aliases, name, tag}) => [
        ...words(aliases),
        {word: `${name.split('/').at(-1) ?? name}:${tag}`},
      ])
    }
    case 'resource-group':
      return words(await (await sources.client()).resources.resourceGroups(await sources.project(), {signal}))
    case 'project':
      return words((await (await sources.client()).admin.projects.list({}, {signal})).map(({name}) => name))
    case 'folder':
      return words((await (await sources.client()).vfolders.list({signal})).map(({name}) => name))
    case 'template':
      return words((await (await sources.client()).templates.list({signal})).map(({name}) => name))
    case 'agent': {
      const agents = (await (await sources.client()).agents.summary(undefined, {signal})) ?? []
      return agents.map(({id, status}) => ({word: id, description: status}))
    }
  }
}

/** One page of the sessions that are not over: the newest hundred. */
async function sessionNames(client: BackendAI, signal: AbortSignal): Promise<Candidate[]> {
  const {sessionStatuses} = await client.capabilities({signal})
  const status = sessionStatuses.filter((name) => name !== 'TERMINATED' && name !== 'CANCELLED')
  const query = {status, fields: ['session_id', 'name', 'status']}
  for await (const {items} of client.sessions.pages(query, {signal})) {
    return items.map(({name, status: state}) => ({word: name, description: state}))
  }
  return []
}
