import {once} from 'node:events'
import {constants, type Stats} from 'node:fs'
import {lstat, open, readdir, readlink, stat, type FileHandle} from 'node:fs/promises'
import {join} from 'node:path'
import type {Pack} from 'tar-stream'
import {CopyError, type CopyOptions, type CopyResult} from './copy.js'

/** Name of what is copied, inside an archive. */
export const ITEM = 'item'
/** Last entry of an archive: one that lacks it was cut off. */
export const COMPLETE = 'complete'

type Header = Parameters<Pack['entry']>[0]
type Packing = Pick<CopyOptions, 'followLinks' | 'onProgress'>

/** Puts a file or folder of this machine into an archive, with modes and times, and ends it. */
export async function packTree(pack: Pack, source: string, options: Packing): Promise<CopyResult> {
  const packing = new TreePacking(pack, options)
  await packing.add(source, ITEM)
  await packing.put({name: COMPLETE, size: 0})
  pack.finalize()
  return packing.result
}

/** What `packTree` would put into an archive. */
export async function measureTree(source: string, {followLinks}: Packing): Promise<CopyResult> {
  const found = await (followLinks ? stat(source) : lstat(source))
  if (found.isFile()) return {files: 1, bytes: found.size, skipped: 0}
  if (found.isSymbolicLink()) return {files: 0, bytes: 0, skipped: 0}
  if (!found.isDirectory()) return {files: 0, bytes: 0, skipped: 1}
  const total = {files: 0, bytes: 0, skipped: 0}
  for (const child of await readdir(source)) {
    const {files, bytes, skipped} = await measureTree(join(source, child), {
      followLinks: followLinks ?? false,
    })
    total.files += files
    total.bytes += bytes
    total.skipped += skipped
  }
  return total
}

class TreePacking {
  readonly result: CopyResult = {files: 0, bytes: 0, skipped: 0}

  constructor(
    private readonly pack: Pack,
    private readonly options: Packing,
  ) {}

  async add(path: string, name: string): Promise<void> {
    const found = await (this.options.followLinks ? stat(path) : lstat(path))
    const header = {name, mode: found.mode & 0o777, mtime: found.mtime}
    if (found.isFile()) return this.#addFile(path, {...header, size: found.size}, found)
    if (found.isSymbolicLink()) return this.put({...header, type: 'symlink', linkname: await readlink(path)})
    if (!found.isDirectory()) {
      this.result.skipped += 1
      return
    }
    await this.put({...header, type: 'directory'})
    const children = await readdir(path)
    for (const child of children.sort()) await this.add(join(path, child), `${name}/${child}`)
  }

  /** An entry without content. */
  async put(header: Header): Promise<void> {
    const {entry, done} = this.#entry(header)
    entry.end(null)
    await done
  }

  #entry(header: Header): {entry: ReturnType<Pack['entry']>; done: Promise<void>} {
    let settle: (error?: Error | null) => void = () => undefined
    const done = new Promise<void>((resolve, reject) => {
      settle = (error) => (error ? reject(error) : resolve())
    })
    // Awaited at the end only; until then the entry itself tells.
    done.catch(() => undefined)
    const entry = this.pack.entry(header, settle)
    // It ends with the archive, also while nobody writes to it.
    entry.on('error', () => undefined)
    return {entry, done}
  }

  /** The size goes ahead of the content: a file that has another size by then would break the archive. */
  async #addFile(path: string, header: Header & {size: number}, before: Stats): Promise<void> {
    // Not blocked by a pipe that took the file's place meanwhile.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      if (header.size === 0) await this.put(header)
      else await this.#send(file, header, path)
      const after = await file.stat()
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(path)
      this.result.files += 1
    } finally {
      await file.close()
    }
  }

  async #send(file: FileHandle, header: Header & {size: number}, path: string): Promise<void> {
    const {entry, done} = this.#entry(header)
    let read = 0
    const chunks = file.createReadStream({start: 0, end: header.size - 1, autoClose: false})
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      read += chunk.length
      this.result.bytes += chunk.length
      this.options.onProgress?.(this.result.bytes)
      if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), done])
      if (entry.destroyed) throw new CopyError('The session takes no more of it.')
    }
    if (read < header.size) throw changed(path)
    entry.end(null)
    await done
  }
}

function changed(path: string): CopyError {
  return new CopyError(`${path} changed while it was read.`, {
    hints: ['Copy it when nothing writes to it, or copy a snapshot of it.'],
  })
}
