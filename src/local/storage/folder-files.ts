import type {Dirent} from 'node:fs'
import {lstat, mkdir, readdir} from 'node:fs/promises'
import {join, posix} from 'node:path'
import {pathWithin} from './path-within.js'

/** Where uploads grow; volumes of managers have such a folder too while something is uploaded. */
export const UPLOADS = '.upload'

/** A path that is not within its folder. */
export class OutsideFolderError extends Error {}

/** Entry of a folder, as managers list it. */
export interface ListedEntry {
  name: string
  type: 'FILE' | 'DIRECTORY' | 'SYMBOLIC_LINK'
  size: number
  mode: number
  created: string
  modified: string
}

/** Where a path of a folder is on this machine. Rejects with `OutsideFolderError`, and with what the system says. */
export async function placeIn(root: string, path: string): Promise<string> {
  const parts = posix.normalize(path).split('/')
  const real =
    parts.includes('..') || path.includes('\0') ? undefined : await pathWithin(root, join(root, path))
  if (real === undefined) throw new OutsideFolderError(`${path} is not within the folder.`)
  return real
}

/** Entries of a folder below a folder's root. */
export async function listEntries(root: string, path: string): Promise<ListedEntry[]> {
  const folder = await placeIn(root, path)
  const entries = await readdir(folder, {withFileTypes: true})
  const listed = await Promise.all(entries.map((entry) => listedEntry(folder, entry)))
  return listed.filter((entry) => entry !== undefined)
}

/** Makes a folder with those above it. Rejects for one that is there unless that is all right. */
export async function makeFolder(root: string, path: string, {existOk}: {existOk: boolean}): Promise<void> {
  const made = await mkdir(await placeIn(root, path), {recursive: true})
  if (made === undefined && !existOk) throw new Error(`${path} is there already.`)
}

/** Files and folders below a root, and the bytes they take. */
export async function measure(root: string): Promise<{files: number; bytes: number}> {
  const names = await readdir(root, {recursive: true}).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      lstat(join(root, name)).then(
        ({size}) => size,
        () => 0,
      ),
    ),
  )
  return {files: names.length, bytes: sizes.reduce((sum, size) => sum + size, 0)}
}

/** Undefined for what is gone meanwhile. */
async function listedEntry(folder: string, entry: Dirent): Promise<ListedEntry | undefined> {
  const stats = await lstat(join(folder, entry.name)).catch(() => undefined)
  if (!stats) return undefined
  const type = entry.isDirectory() ? 'DIRECTORY' : entry.isSymbolicLink() ? 'SYMBOLIC_LINK' : 'FILE'
  return {
    name: entry.name,
    type,
    size: stats.size,
    mode: stats.mode,
    created: stats.ctime.toISOString(),
    modified: stats.mtime.toISOString(),
  }
}
