import type {Stats} from 'node:fs'
import {lstat, mkdir, readdir, readFile, readlink, stat, writeFile} from 'node:fs/promises'
import {basename, dirname, join, posix} from 'node:path'
import {buffer} from 'node:stream/consumers'
import type {Header, Pack} from 'tar-stream'
import type {RunningKernel} from '../runtime/runtime.js'
import {pathWithin} from '../storage/path-within.js'

/** A path that is not within the kernel's home, or leads out of it by a link. */
export class OutsideHomeError extends Error {}

/** An archive would be larger than the API gives out. */
export class TooLargeError extends Error {}

/** Entry of a folder, as managers list it. */
export interface ListedFile {
  /** As `ls` shows it: `-rw-r--r--`. */
  mode: string
  size: number
  /** Seconds since 1970, with fractions. */
  ctime: number
  mtime: number
  atime: number
  filename: string
}

/**
 * Where a path of the kernel's home is on this machine; a relative one begins there. Links are followed: what they lead
 * to has to be within the home as well, since the kernel's programs make them and this process follows them.
 * @throws OutsideHomeError
 */
export async function pathInHome(kernel: RunningKernel, path: string): Promise<string> {
  const found = kernel.hostPath(posix.resolve(kernel.home, path))
  const real = found === undefined ? undefined : await pathWithin(kernel.workFolder, found)
  if (real !== undefined) return real
  throw new OutsideHomeError(`${path} is not within ${kernel.home}.`)
}

/** Writes a file into the home; folders on its way are made. @throws OutsideHomeError */
export async function putFile(kernel: RunningKernel, path: string, content: Uint8Array): Promise<void> {
  const target = await pathInHome(kernel, path)
  await mkdir(dirname(target), {recursive: true})
  await writeFile(target, content)
}

/** Entries of a folder of the home. @throws OutsideHomeError, and what the system says */
export async function listFolder(kernel: RunningKernel, path: string): Promise<ListedFile[]> {
  const folder = await pathInHome(kernel, path)
  const names = await readdir(folder)
  const entries = await Promise.all(
    names.map(async (filename) => {
      const stats = await lstat(join(folder, filename)).catch(() => undefined)
      return stats ? [listed(filename, stats)] : []
    }),
  )
  return entries.flat()
}

/** A file or folder of the home as one tar archive of at most `limitBytes`. @throws OutsideHomeError, TooLargeError */
export async function archiveOf(kernel: RunningKernel, path: string, limitBytes: number): Promise<Buffer> {
  const source = await pathInHome(kernel, path)
  const {pack: newPack} = await import('tar-stream')
  const pack = newPack()
  const whole = buffer(pack)
  const budget = {left: limitBytes}
  try {
    await addTo(pack, {source, name: basename(source)}, budget)
    pack.finalize()
  } catch (error) {
    whole.catch(() => undefined)
    pack.destroy()
    throw error
  }
  const archive = await whole
  if (archive.length > limitBytes) throw new TooLargeError(`${path} is too large.`)
  return archive
}

/** The bytes of one file of the home. @throws OutsideHomeError, TooLargeError, and what the system says */
export async function contentOf(kernel: RunningKernel, path: string, limitBytes: number): Promise<Buffer> {
  const source = await pathInHome(kernel, path)
  const {size} = await stat(source)
  if (size > limitBytes) throw new TooLargeError(`${path} is too large.`)
  return readFile(source)
}

interface Member {
  source: string
  name: string
}

async function addTo(pack: Pack, {source, name}: Member, budget: {left: number}): Promise<void> {
  const stats = await lstat(source)
  const header = {name, mode: stats.mode & 0o7777, mtime: stats.mtime}
  if (stats.isDirectory()) {
    await entry(pack, {...header, type: 'directory'})
    for (const child of await readdir(source)) {
      await addTo(pack, {source: join(source, child), name: `${name}/${child}`}, budget).catch(skipVanished)
    }
  } else if (stats.isSymbolicLink()) {
    await entry(pack, {...header, type: 'symlink', linkname: await readlink(source)})
  } else if (stats.isFile()) {
    budget.left -= stats.size
    if (budget.left < 0) throw new TooLargeError(`${name} is too large.`)
    const content = await readFile(source)
    await entry(pack, {...header, type: 'file', size: content.length}, content)
  }
}

/** A folder may change while it is read: as with engines, what is there no more is left out. */
function skipVanished(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

function entry(
  pack: Pack,
  header: Partial<Header> & {name: string},
  content = Buffer.alloc(0),
): Promise<void> {
  return new Promise((resolve, reject) => {
    pack.entry(header, content, (error) => (error ? reject(error) : resolve()))
  })
}

const KINDS = [
  ['isDirectory', 'd'],
  ['isSymbolicLink', 'l'],
  ['isFIFO', 'p'],
  ['isSocket', 's'],
  ['isCharacterDevice', 'c'],
  ['isBlockDevice', 'b'],
] as const

function listed(filename: string, stats: Stats): ListedFile {
  const kind = KINDS.find(([is]) => stats[is]())?.[1] ?? '-'
  const bits = [6, 3, 0].map((shift) => {
    const bit = (stats.mode >> shift) & 7
    return `${bit & 4 ? 'r' : '-'}${bit & 2 ? 'w' : '-'}${bit & 1 ? 'x' : '-'}`
  })
  return {
    mode: `${kind}${bits.join('')}`,
    size: stats.size,
    ctime: stats.ctimeMs / 1000,
    mtime: stats.mtimeMs / 1000,
    atime: stats.atimeMs / 1000,
    filename,
  }
}
