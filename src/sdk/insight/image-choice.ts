import type {Image} from '../resources/images.js'
import {deviceOf} from './gpu-slot.js'

/** Short names people use for frameworks. */
const NICKNAMES: Readonly<Record<string, string>> = {tf: 'tensorflow', torch: 'pytorch', py: 'python'}

const natural = new Intl.Collator('en', {numeric: true})

/**
 * The images that what a person typed can mean, best first: an exact reference, alias or name of one's own private image
 * alone; otherwise those whose name ends in the word and whose tag begins with the version (`tensorflow:2.7` is `…/python-tensorflow:2.7-py38`),
 * newest first.
 */
export function matchImages(images: readonly Image[], typed: string): Image[] {
  const exact =
    images.find((image) => image.reference === typed || image.aliases.includes(typed)) ??
    images.find((image) => isPrivateName(image, typed))
  if (exact) return [exact]
  const [name = '', tag] = splitReference(typed)
  const wanted = NICKNAMES[name] ?? name
  return images.filter((image) => isNamed(image, wanted) && hasVersion(image, tag)).sort(newestFirst)
}

/** Managers that make the image themselves take no colon in its name: `torch-geo:1` is `torch-geo-1` there. */
function isPrivateName({privateName}: Image, typed: string): boolean {
  return privateName !== null && (privateName === typed || privateName === typed.replace(':', '-'))
}

/** The newest image that can use the accelerator (or any, when none is asked for); installed ones go first. */
export function chooseImage(images: readonly Image[], gpuSlot: string | undefined): Image | undefined {
  return images
    .filter((image) => image.owner === null && image.labels['ai.backend.role'] !== 'SYSTEM')
    .filter((image) => gpuSlot === undefined || canUse(image, gpuSlot))
    .sort((a, b) => rank(b, gpuSlot) - rank(a, gpuSlot) || newestFirst(a, b))[0]
}

/** Whether the image says it works with the slot's accelerator. */
export function canUse(image: Image, gpuSlot: string): boolean {
  return image.accelerators.includes('*') || image.accelerators.includes(deviceOf(gpuSlot))
}

function rank(image: Image, gpuSlot: string | undefined): number {
  const madeForIt = gpuSlot !== undefined && image.accelerators.includes(deviceOf(gpuSlot))
  return Number(image.installed) * 2 + Number(madeForIt)
}

function newestFirst(a: Image, b: Image): number {
  return (
    natural.compare(versionOf(b), versionOf(a)) ||
    natural.compare(b.tag, a.tag) ||
    a.name.localeCompare(b.name)
  )
}

function versionOf(image: Image): string {
  return /^[\d.]+/.exec(image.tag)?.[0] ?? ''
}

function isNamed(image: Image, wanted: string): boolean {
  const last = image.name.split('/').at(-1) ?? ''
  return last === wanted || image.name === wanted || last.split(/[-_]/).includes(wanted)
}

function hasVersion(image: Image, tag: string | undefined): boolean {
  return tag === undefined || image.tag === tag || /^[-.+_]/.test(restAfter(image.tag, tag))
}

/** What follows the beginning; a letter when it does not begin so. */
function restAfter(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : 'x'
}

function splitReference(typed: string): [string, string | undefined] {
  const colon = typed.lastIndexOf(':')
  return colon > typed.lastIndexOf('/') ? [typed.slice(0, colon), typed.slice(colon + 1)] : [typed, undefined]
}
