import {constants} from 'node:fs'
import {chmod, lstat, mkdir, open, rename, rm, stat, utimes} from 'node:fs/promises'
import {basename, dirname, join, resolve, sep} from 'node:path'
import {NotFoundError} from '../errors.js'
import {CopyError, diskError, nameOf} from '../inside/copy.js'
import type {VfolderFile} from '../schemas/vfolder.js'
import {Tally, type CopySources, type FolderCopyOptions, type FolderCopyResult} from './folder-copy.js'
import {below, folderPath} from './path.js'
import {rangedDownload} from './ranged-download.js'
import {several} from './several.js'

/** Deeper trees than this are taken for an attack. */
const DEEPEST = 200
/** Where storage proxies let uploads grow. */
const UPLOADS = '.upload'

/** A file of the folder, and where it goes. */
interface RemoteFile {
  path: string
  target: string
  entry: VfolderFile
}

/**
 * Copies a file or folder out of a storage folder, as if an enemy had filled it: no name leads out of the target, and
 * nothing is written through a link. Each file appears under its name when all of it is here. Links are skipped. Rejects
 * with `CopyError`, `NotFoundError`, `AbortedError`.
 */
export async function downloadFromFolder(
  sources: CopySources,
  options: FolderCopyOptions,
): Promise<FolderCopyResult> {
  const download = new FolderDownload(sources, options)
  try {
    return await download.run()
  } catch (error) {
    throw diskError(error)
  }
}

class FolderDownload {
  readonly #tally: Tally

  constructor(
    private readonly sources: CopySources,
    private readonly options: FolderCopyOptions,
  ) {
    this.#tally = new Tally(options.onProgress)
  }

  async run(): Promise<FolderCopyResult> {
    const {signal} = this.options
    await several(this.#files(), (file, stop) => this.#copy(file, stop), signal)
    signal?.throwIfAborted()
    return this.#tally.result
  }

  async *#files(): AsyncGenerator<RemoteFile> {
    const path = folderPath(this.options.from)
    const entry = path === '' ? undefined : await this.#entryOf(path)
    const target = await this.#target()
    if (entry && entry.kind !== 'folder') yield* this.#one({path, target, entry})
    else yield* this.#walk(path, target, 0)
  }

  async #entryOf(path: string): Promise<VfolderFile> {
    const {folder} = this.options
    const name = path.split('/').at(-1)
    const parent = path.split('/').slice(0, -1).join('/')
    const entries = await this.sources.vfolders.files(folder, parent, this.options)
    const found = entries.find((entry) => entry.name === name)
    if (!found) throw new NotFoundError(`There is no ${path} in ${folder.name}.`)
    return found
  }

  /** An existing folder gets the copy into it; any other path becomes the copy. */
  async #target(): Promise<string> {
    const {to, from} = this.options
    const isFolder = await stat(to).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (!isFolder && /[/\\]$/.test(to)) throw new CopyError(`There is no folder ${to}.`)
    const name = nameOf(from)
    const target = isFolder && name !== '' ? join(to, safeName(name)) : resolve(to)
    const above = await stat(dirname(target)).catch(() => undefined)
    if (!above?.isDirectory()) throw new CopyError(`There is no folder ${dirname(target)}.`)
    return target
  }

  async *#walk(path: string, target: string, depth: number): AsyncGenerator<RemoteFile> {
    if (depth > DEEPEST) throw refused(`folders in folders, ${DEEPEST} deep`)
    const entries = await this.sources.vfolders.files(this.options.folder, path, this.options)
    await this.#mkdir(target)
    for (const entry of entries) {
      if (path === '' && entry.name === UPLOADS) continue
      const file = {path: below(path, entry.name), target: join(target, safeName(entry.name)), entry}
      if (entry.kind === 'folder') yield* this.#walk(file.path, file.target, depth + 1)
      else yield* this.#one(file)
    }
  }

  *#one(file: RemoteFile): Generator<RemoteFile> {
    if (file.entry.kind === 'file') yield file
    else this.#tally.result.skipped += 1
  }

  async #mkdir(target: string): Promise<void> {
    const there = await lstat(target).catch(() => undefined)
    if (there && !(there.isDirectory() || (await isTopFolder(target, this.options.to)))) {
      throw new CopyError(`${target} is there and no folder.`)
    }
    if (!there && !this.options.dryRun) await mkdir(target)
  }

  async #copy(file: RemoteFile, signal: AbortSignal): Promise<void> {
    const {resume = false, dryRun = false} = this.options
    const {entry} = file
    if (resume && (await isSame(file))) {
      this.#tally.result.kept += 1
      return
    }
    if (!dryRun) await this.#receive(file, signal)
    this.#tally.complete(file, entry.bytes)
  }

  async #receive(file: RemoteFile, signal: AbortSignal): Promise<void> {
    const {target, entry, path} = file
    const {resume = false, folder} = this.options
    const there = await lstat(target).catch(() => undefined)
    if (there?.isDirectory()) throw new CopyError(`${target} is a folder.`)
    const part = join(dirname(target), `.${basename(target)}.bai-part`)
    if (!resume) await rm(part, {force: true})
    const {O_RDWR, O_CREAT, O_NOFOLLOW} = constants
    const handle = await open(part, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
    let isComplete = false
    try {
      const address = await this.sources.vfolders.requestDownload(folder, path, {signal})
      const kept = await handle.stat()
      await rangedDownload(this.sources.http, {
        ...{file: handle, name: path, size: entry.bytes, address, signal},
        have: {bytes: kept.size, modifiedMs: kept.mtimeMs},
        onProgress: (bytes) => this.#tally.progress(file, bytes),
      })
      isComplete = true
    } finally {
      await handle.close()
      if (!isComplete && !resume) await rm(part, {force: true})
    }
    await chmod(part, (entry.mode ?? 0o644) & 0o777)
    if (entry.modifiedAt) await utimes(part, entry.modifiedAt, entry.modifiedAt)
    await rename(part, target)
  }
}

/** The target itself may be a link to a folder: that is how the person called it. */
async function isTopFolder(target: string, to: string): Promise<boolean> {
  return resolve(target) === resolve(to) && (await stat(target)).isDirectory()
}

/** Copies get the times of what they are copies of, which volumes may tell more exactly than a disk here keeps. */
async function isSame({target, entry}: RemoteFile): Promise<boolean> {
  const there = await lstat(target).catch(() => undefined)
  if (!there?.isFile() || there.size !== entry.bytes) return false
  return entry.modifiedAt === null || Math.abs(there.mtimeMs - entry.modifiedAt.getTime()) < 1000
}

/** @throws CopyError for a name that would be another place here */
function safeName(name: string): string {
  const isOther = name === '' || name === '.' || name === '..' || /[/\0]/.test(name)
  if (isOther || (sep === '\\' && /[\\:]/.test(name))) throw refused(`the name ${JSON.stringify(name)}`)
  return name
}

function refused(what: string): CopyError {
  return new CopyError(`What the folder lists is refused: ${what}.`)
}
