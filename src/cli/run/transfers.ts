import {isAbsolute, join, normalize, posix, sep} from 'node:path'
import type {JobTransfer} from '../../sdk/index.js'
import {UsageError} from '../errors.js'
import {folderOf, type Combination} from './matrix.js'

/**
 * Reads `--upload PATH[:DEST]`. Without DEST a path below this folder keeps its place below the session's home (`.`
 * is the home itself); any other gets its last part as its name there.
 */
export function uploadsOf(words: readonly string[]): JobTransfer[] {
  return words.map((word) => {
    const [local, remote] = twoPaths('--upload', word)
    return {local, remote: remote ?? placeBelow(local).split(sep).join(posix.sep)}
  })
}

/**
 * Reads `--download PATH[:DEST]`, the other way round. Each run of a matrix gets a folder of its own in DEST, or they
 * would overwrite one another.
 */
export function downloadsOf(words: readonly string[], combination: Combination): JobTransfer[] {
  return words.map((word) => {
    const [remote, local] = twoPaths('--download', word)
    const place = local ?? placeBelow(remote)
    return {remote, local: combination.label === '' ? place : join(place, folderOf(combination))}
  })
}

function twoPaths(flag: string, word: string): [string, string | undefined] {
  const at = word.lastIndexOf(':')
  // `C:\data` is one path.
  const single = at < 0 || /^[A-Za-z]:[\\/][^:]*$/.test(word)
  const from = single ? word : word.slice(0, at)
  const to = single ? undefined : word.slice(at + 1)
  if (from === '' || to === '') {
    throw new UsageError(`${flag}: "${word}" is not PATH or PATH:DEST.`)
  }
  return [from, to]
}

function placeBelow(path: string): string {
  const place = normalize(path)
  const outside = isAbsolute(place) || place === '..' || place.startsWith(`..${sep}`)
  const kept = outside ? (place.split(sep).findLast((part) => part !== '' && part !== '..') ?? '.') : place
  return kept.length > 1 && kept.endsWith(sep) ? kept.slice(0, -1) : kept
}
