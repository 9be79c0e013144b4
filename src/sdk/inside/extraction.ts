import {createWriteStream} from 'node:fs'
import {chmod, link, lutimes, mkdir, statfs, symlink, utimes} from 'node:fs/promises'
import {join, posix, sep} from 'node:path'
import {pipeline} from 'node:stream/promises'
import type {Extract, Header} from 'tar-stream'
import {CopyError, type CopyResult} from './copy.js'

type Entry = Extract extends AsyncIterable<infer One> ? One : never

/** More entries than this are taken for an attack on the disk's tables. */
const MOST_ENTRIES = 1_000_000
const DEEPEST = 200
/** Left free on the disk that is extracted to. */
const RESERVE_BYTES = 16 * 1024 * 1024

export interface ExtractionOptions {
  /** An empty folder that is nobody else's. */
  folder: string
  /** Name of what is extracted, inside the folder. */
  item: string
  onProgress?: ((bytes: number) => void) | undefined
}

/**
 * Unpacks what comes out of a session, as if an enemy had packed it: no name leads out of the folder, no link points out
 * of it, nothing is written through a link, and the disk's free space is the limit. Rejects with `CopyError`.
 */
export class Extraction {
  readonly result: CopyResult = {files: 0, bytes: 0, skipped: 0}
  /** Folders that were made here, by their name in the archive; '' is the root. Empty when a single file came. */
  readonly #folders = new Map<string, Header>()
  #entries = 0

  constructor(private readonly options: ExtractionOptions) {}

  async add(entry: Entry): Promise<void> {
    const {header} = entry
    this.#entries += 1
    if (this.#entries > MOST_ENTRIES) throw refused(`more than ${MOST_ENTRIES} entries`)
    const path = this.#placeOf(safeName(header.name))
    switch (header.type) {
      case 'directory':
        await mkdir(path, {mode: 0o700})
        this.#folders.set(safeName(header.name), header)
        break
      case 'file':
      case 'contiguous-file':
        await this.#addFile(path, entry)
        break
      case 'symlink':
        await this.#addLink(path, header)
        break
      case 'link':
        await link(this.#placeOf(safeName(header.linkname)), path)
        this.result.files += 1
        break
      default:
        this.result.skipped += 1
    }
    entry.resume()
  }

  /** Gives the folders their modes and times where they are now: some may not be written to. */
  async finish(root: string): Promise<void> {
    for (const [name, header] of [...this.#folders].reverse()) {
      const path = join(root, ...name.split('/'))
      await chmod(path, modeOf(header))
      await utimes(path, header.mtime, header.mtime)
    }
  }

  async #addFile(path: string, entry: Entry): Promise<void> {
    const {header} = entry
    await this.#refuseUnlessFits(header.size)
    await pipeline(
      entry,
      (chunks) => this.#count(chunks),
      createWriteStream(path, {flags: 'wx', mode: 0o600}),
    )
    await chmod(path, modeOf(header))
    await utimes(path, header.mtime, header.mtime)
    this.result.files += 1
  }

  async *#count(chunks: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      if (!Buffer.isBuffer(chunk)) continue
      this.result.bytes += chunk.length
      this.options.onProgress?.(this.result.bytes)
      yield chunk
    }
  }

  async #addLink(path: string, header: Header): Promise<void> {
    const name = safeName(header.name)
    const target = header.linkname
    if (
      target === '' ||
      posix.isAbsolute(target) ||
      /^\.\.(\/|$)/.test(posix.join(posix.dirname(name), target))
    ) {
      throw new CopyError(`${name} is a link that points out of what is copied (to ${target}).`, {
        hints: ['With --follow-links, what it points to is copied in its place.'],
      })
    }
    await symlink(target, path)
    await lutimes(path, header.mtime, header.mtime)
  }

  /** Where an entry is. The folder above it must have been made here: it cannot be a link then. */
  #placeOf(name: string): string {
    const item = join(this.options.folder, this.options.item)
    const isRoot = name === '' ? this.#folders.size === 0 : this.#folders.size === 0 && this.#entries === 1
    if (isRoot) return item
    const above = posix.dirname(name)
    if (name === '' || !this.#folders.has(above === '.' ? '' : above))
      throw refused(`the entry ${JSON.stringify(name)}`)
    return join(item, ...name.split('/'))
  }

  async #refuseUnlessFits(bytes: number): Promise<void> {
    const {bavail, bsize} = await statfs(this.options.folder)
    if (bytes + RESERVE_BYTES > bavail * bsize)
      throw new CopyError('There is no room left on the disk for it.')
  }
}

/** A name without `./`, empty for the root. @throws CopyError for one that leads out. */
function safeName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  const isOutside = name.startsWith('/') || parts.includes('..') || name.includes('\0')
  const isWindowsPath = sep === '\\' && /[\\:]/.test(name)
  if (isOutside || isWindowsPath || parts.length > DEEPEST) throw refused(`the name ${JSON.stringify(name)}`)
  return parts.join('/')
}

function refused(what: string): CopyError {
  return new CopyError(`What came is refused: ${what}.`, {hints: ['Nothing of it was kept.']})
}

function modeOf({mode}: Header): number {
  return mode & 0o777
}
