import {randomUUID} from 'node:crypto'
import {readAmount} from '../../sdk/values/resource-slots.js'
import {listEngineImages, type EngineImage} from '../runtime/docker-images.js'
import {LOCAL_REGISTRY} from './images.js'
import {canonicalName} from './kernel-specs.js'
import {timestamp, type ImageRecord} from './model.js'
import type {ClusterState} from './state.js'

const MINIMUM = 'ai.backend.resource.min.'
const ARCHITECTURES: Readonly<Record<string, string>> = {amd64: 'x86_64', arm64: 'aarch64'}

export interface SyncOptions {
  now: number
  /** Whether images that were forgotten come back: a scan that somebody asked for brings them, as on a manager. */
  restore: boolean
}

/** Makes the images of a cluster what the engine has. Gives the names of those that are new or changed. */
export async function syncEngineImages(state: ClusterState, options: SyncOptions): Promise<string[]> {
  const found = new Map<string, ImageRecord>()
  for (const image of await listEngineImages()) {
    for (const record of recordsOf(image, options.now)) found.set(keyOf(record), record)
  }
  for (const known of state.images.filter((image) => !found.has(keyOf(image)))) state.images.delete(known.id)
  const changed: string[] = []
  for (const record of found.values()) if (update(state, record, options)) changed.push(canonicalName(record))
  return changed
}

function update(state: ClusterState, record: ImageRecord, {restore}: SyncOptions): boolean {
  const known = state.images.find((image) => keyOf(image) === keyOf(record))
  if (!known) {
    state.images.put(record)
    return true
  }
  const isForgotten = known.isForgotten === true && !restore
  if (known.digest === record.digest && isForgotten === (known.isForgotten ?? false)) return false
  state.images.put({...record, id: known.id, createdAt: known.createdAt, isForgotten})
  return true
}

/** One for each name; names without a project are not of the platform's form. */
function recordsOf(image: EngineImage, now: number): ImageRecord[] {
  return image.names.flatMap((text) => {
    const name = readName(text)
    return name ? [{...name, ...factsOf(image), id: randomUUID(), createdAt: timestamp(now)}] : []
  })
}

function factsOf({id, architecture, sizeBytes, labels}: EngineImage) {
  const accelerators = (labels['ai.backend.accelerators'] ?? '').split(',').map((text) => text.trim())
  return {
    architecture: ARCHITECTURES[architecture] ?? architecture,
    digest: id,
    sizeBytes,
    labels,
    aliases: [],
    minimums: Object.entries(labels)
      .filter(([label]) => label.startsWith(MINIMUM))
      .flatMap(([label, text]) => minimum(label.slice(MINIMUM.length), text)),
    accelerators: accelerators.filter((text) => text !== ''),
    folder: '',
  }
}

/** A label that holds no amount sets no limit. */
function minimum(slot: string, text: string): {slot: string; min: string}[] {
  try {
    return [{slot, min: readAmount(slot, text).toFixed()}]
  } catch {
    return []
  }
}

/** `registry/project/name:tag`, or without registry as a local registry has them. */
function readName(text: string): Pick<ImageRecord, 'registry' | 'project' | 'name' | 'tag'> | undefined {
  const colon = text.lastIndexOf(':')
  const parts = text.slice(0, colon).split('/')
  const hasRegistry = /[.:]|^localhost$/.test(parts[0] ?? '') && parts.length > 1
  const [registry, rest] = hasRegistry ? [parts[0] ?? '', parts.slice(1)] : [LOCAL_REGISTRY, parts]
  const name = rest.at(-1)
  if (rest.length < 2 || name === undefined) return undefined
  return {registry, project: rest.slice(0, -1).join('/'), name, tag: text.slice(colon + 1)}
}

function keyOf(image: ImageRecord): string {
  return `${canonicalName(image)} ${image.architecture}`
}
