import {createHash, randomUUID} from 'node:crypto'
import {canonicalName} from './kernel-specs.js'
import {timestamp, type ImageRecord} from './model.js'
import type {ClusterState} from './state.js'
import {hostArchitecture} from './topology.js'

/** Registry of images that are nowhere but on this machine. */
export const LOCAL_REGISTRY = 'local.bai'
/** Project of it that images made here go to. */
export const IMAGE_PROJECT = 'stable'
const MINIMUM_MEMORY_BYTES = 64 * 1024 * 1024

/** What an image of this machine is made from. */
export interface ImageDraft {
  name: string
  tag: string
  /** Where its files are; `bin` in it comes first on the PATH of its sessions. */
  folder: string
  labels: Readonly<Record<string, string>>
  /** Short names beside the full one. */
  aliases: readonly string[]
  now: number
}

/** The record of an image; labels that are not given are those every image of this machine has. */
export function imageRecord({name, tag, folder, labels, aliases, now}: ImageDraft): ImageRecord {
  return {
    id: randomUUID(),
    registry: LOCAL_REGISTRY,
    project: IMAGE_PROJECT,
    name,
    tag,
    architecture: hostArchitecture(),
    digest: `sha256:${createHash('sha256').update(`${name}:${tag}`).digest('hex')}`,
    sizeBytes: 0,
    labels: {
      'ai.backend.kernelspec': '1',
      'ai.backend.role': 'COMPUTE',
      'ai.backend.features': 'batch query uid-match user-input',
      'ai.backend.base-distro': process.platform,
      'ai.backend.accelerators': 'cuda',
      'ai.backend.resource.min.cpu': '1',
      'ai.backend.resource.min.mem': '64m',
      ...labels,
    },
    aliases,
    minimums: [
      {slot: 'cpu', min: '1'},
      {slot: 'mem', min: String(MINIMUM_MEMORY_BYTES)},
    ],
    accelerators: ['cuda'],
    folder,
    createdAt: timestamp(now),
  }
}

/** Adds an image, in place of one with the same full name. It takes its aliases over from others. */
export function putImage(state: ClusterState, image: ImageRecord): ImageRecord {
  const same = state.images.find((one) => canonicalName(one) === canonicalName(image))
  for (const other of state.images.filter((one) => sharesAlias(one, image) && one.id !== same?.id)) {
    state.images.patch(other.id, {aliases: other.aliases.filter((alias) => !image.aliases.includes(alias))})
  }
  return state.images.put({...image, id: same?.id ?? image.id})
}

function sharesAlias(one: ImageRecord, other: ImageRecord): boolean {
  return one.aliases.some((alias) => other.aliases.includes(alias))
}
