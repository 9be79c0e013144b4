import {constants, type Dir, type Stats} from 'node:fs'
import {lstat, open, opendir, type FileHandle} from 'node:fs/promises'
import {join} from 'node:path'
import type {FileEntry} from 'ssh2'
import {entryOf, wireAttributes} from './sftp-attributes.js'

const MAX_READ_BYTES = 256 * 1024
const ENTRIES_AT_ONCE = 100

/** Bits of the protocol's open request, beside what the system calls them. */
const OPEN_FLAGS = [
  [0x04, constants.O_APPEND],
  [0x08, constants.O_CREAT],
  [0x10, constants.O_TRUNC],
  [0x20, constants.O_EXCL],
] as const

type Open = {path: string; file: FileHandle} | {path: string; folder: Dir}

class UnknownHandleError extends Error {}

/** What one client has open. Handles are numbers in four bytes. */
export class OpenThings {
  private readonly things = new Map<number, Open>()
  private last = 0

  /** Opens a file as the protocol's flags say. */
  async file(path: string, flags: number, mode: number | undefined): Promise<Buffer> {
    const access = (flags & 3) === 3 ? constants.O_RDWR : flags & 2 ? constants.O_WRONLY : constants.O_RDONLY
    const system = OPEN_FLAGS.reduce((sum, [bit, flag]) => (flags & bit ? sum | flag : sum), access)
    return this.keep({path, file: await open(path, system, mode === undefined ? 0o666 : mode & 0o7777)})
  }

  async folder(path: string): Promise<Buffer> {
    return this.keep({path, folder: await opendir(path)})
  }

  /** Bytes at an offset; none at the end. */
  async read(handle: Buffer, {offset, length}: {offset: number; length: number}): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.min(length, MAX_READ_BYTES))
    const {bytesRead} = await this.fileOf(handle).read(buffer, 0, buffer.length, offset)
    return buffer.subarray(0, bytesRead)
  }

  async write(handle: Buffer, {offset, data}: {offset: number; data: Buffer}): Promise<void> {
    const file = this.fileOf(handle)
    for (let done = 0; done < data.length;) {
      done += (await file.write(data, done, data.length - done, offset + done)).bytesWritten
    }
  }

  stat(handle: Buffer): Promise<Stats> {
    return this.fileOf(handle).stat()
  }

  pathOf(handle: Buffer): string {
    return this.find(handle).path
  }

  /** The next entries of a folder; none when all were given. */
  async entries(handle: Buffer): Promise<FileEntry[]> {
    const found = this.find(handle)
    if (!('folder' in found)) throw new UnknownHandleError('The handle is of no folder.')
    const entries: FileEntry[] = []
    for (let next = await found.folder.read(); next; next = await found.folder.read()) {
      // It may have been removed meanwhile.
      const stats = await lstat(join(found.path, next.name)).catch(() => undefined)
      if (stats) entries.push(entryOf(next.name, wireAttributes(stats)))
      if (entries.length === ENTRIES_AT_ONCE) break
    }
    return entries
  }

  async close(handle: Buffer): Promise<void> {
    const found = this.find(handle)
    this.things.delete(handle.readUInt32BE())
    await ('file' in found ? found.file.close() : found.folder.close())
  }

  async closeAll(): Promise<void> {
    const all = [...this.things.values()]
    this.things.clear()
    await Promise.allSettled(all.map((one) => ('file' in one ? one.file.close() : one.folder.close())))
  }

  private keep(thing: Open): Buffer {
    this.last += 1
    this.things.set(this.last, thing)
    const handle = Buffer.alloc(4)
    handle.writeUInt32BE(this.last)
    return handle
  }

  private fileOf(handle: Buffer): FileHandle {
    const found = this.find(handle)
    if (!('file' in found)) throw new UnknownHandleError('The handle is of no file.')
    return found.file
  }

  private find(handle: Buffer): Open {
    const found = handle.length === 4 ? this.things.get(handle.readUInt32BE()) : undefined
    if (!found) throw new UnknownHandleError('There is no such handle.')
    return found
  }
}
