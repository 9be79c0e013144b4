import {z} from 'zod'
import {BusyError, NotAnImageError, UnknownImageError} from '../errors.js'
import {inspectEnvironment, inspectFolder, type Inspection} from './inspect-image.js'
import {privateCall, refusal} from './private-call.js'

const imageSchema = z.object({
  reference: z.string(),
  aliases: z.array(z.string()),
  folder: z.string(),
  labels: z.record(z.string(), z.string()),
  createdAt: z.string(),
})

/** An image of the local cluster. */
export type LocalImage = z.infer<typeof imageSchema>

/** As in registries: the name in small letters. */
const NAME = /^([a-z0-9][a-z0-9._-]*)(?::(\w[\w.-]{0,127}))?$/

/** What an image is made from. */
export interface ImageOptions {
  /** `NAME` or `NAME:TAG`. */
  name: string
  /** A Python environment: its folder, or its interpreter. */
  python?: string | undefined
  /** Any folder with programs in `bin`. */
  folder?: string | undefined
  /** Labels beside those that are found out. */
  labels: Readonly<Record<string, string>>
}

/** The image as it is going to be added. */
export interface ImagePlan {
  name: string
  tag: string
  folder: string
  labels: Readonly<Record<string, string>>
}

interface Place {
  folder: string
  signal?: AbortSignal | undefined
}

/**
 * Looks into a folder and says what image it makes. A tag that is not given is the version of the package that the image
 * is called after, with that of Python; else Python's alone.
 * @throws NotAnImageError
 */
export async function planImage({name, python, folder, labels}: ImageOptions): Promise<ImagePlan> {
  const [, short = '', tag] = NAME.exec(name) ?? []
  if (short === '') throw new NotAnImageError(`"${name}" is no name of an image.`, ['Give NAME or NAME:TAG.'])
  const found = python === undefined ? await inspectFolder(folder ?? '.') : await inspectEnvironment(python)
  return {
    name: short,
    tag: tag ?? tagOf(short, found),
    folder: found.folder,
    labels: {...found.labels, ...labels},
  }
}

/** Adds an image, or replaces the one of the same name. @throws NotRunningError */
export async function addImage(plan: ImagePlan, {folder, signal}: Place): Promise<LocalImage> {
  const answer = await privateCall(folder, {method: 'POST', target: '/local/images', body: plan, signal})
  if (answer.status !== 201) throw new BusyError(refusal(answer))
  return imageSchema.parse(answer.body)
}

/** All images of the cluster. @throws NotRunningError */
export async function listImages({folder, signal}: Place): Promise<LocalImage[]> {
  const answer = await privateCall(folder, {method: 'GET', target: '/local/images', signal})
  if (answer.status !== 200) throw new BusyError(refusal(answer))
  return z.object({images: z.array(imageSchema)}).parse(answer.body).images
}

/** The image of a full name or an alias. @throws NotRunningError, UnknownImageError */
export async function findLocalImage(name: string, place: Place): Promise<LocalImage> {
  const images = await listImages(place)
  const found = images.find(({reference, aliases}) => reference === name || aliases.includes(name))
  if (!found) throw new UnknownImageError(name)
  return found
}

/** Takes an image out of the cluster; its files stay. @throws NotRunningError, BusyError while sessions use it */
export async function removeImage(reference: string, {folder, signal}: Place): Promise<void> {
  const target = `/local/images?reference=${encodeURIComponent(reference)}`
  const answer = await privateCall(folder, {method: 'DELETE', target, signal})
  if (answer.status !== 204)
    throw new BusyError(refusal(answer), ['End those sessions first: bai session rm NAME'])
}

function tagOf(name: string, {packages, pythonVersion}: Inspection): string {
  if (pythonVersion === undefined) return 'latest'
  const version = packages.get(PACKAGE_OF[name] ?? name)
  const short = pythonVersion.split('.').slice(0, 2).join('')
  // A local version, `2.4.0+cpu`, is no part of a tag.
  return version === undefined ? pythonVersion : `${version.split('+', 1)[0] ?? version}-py${short}`
}

/** Names that images go by where they are not those of the package. */
const PACKAGE_OF: Readonly<Record<string, string>> = {pytorch: 'torch', sklearn: 'scikit-learn'}
