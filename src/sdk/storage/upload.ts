import {constants} from 'node:fs'
import {lstat, open, readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {InvalidValueError, NotFoundError, RejectedError} from '../errors.js'
import {CopyError, diskError, nameOf} from '../inside/copy.js'
import {refuseReadOnly, type TransferAddress} from '../resources/vfolders.js'
import {Tally, type CopySources, type FolderCopyOptions, type FolderCopyResult} from './folder-copy.js'
import {below, folderPath} from './path.js'
import {several} from './several.js'
import {tusUpload} from './tus-upload.js'

/** An upload of less is soon made again. */
const WORTH_REMEMBERING_BYTES = 8 * 1024 * 1024

/** A file here, and its path in the folder. */
interface LocalFile {
  path: string
  target: string
  size: number
  modifiedMs: number
}

/**
 * Copies a file or folder of this machine into a storage folder: each file is there under its name when all of it is.
 * Links, pipes and devices are skipped, and modes are not kept: uploads cannot tell them. Rejects with `CopyError`,
 * `NotFoundError`, `NotAllowedError` for a folder that may only be read, `AbortedError`.
 */
export async function uploadToFolder(
  sources: CopySources,
  options: FolderCopyOptions,
): Promise<FolderCopyResult> {
  refuseReadOnly(options.folder)
  const upload = new FolderUpload(sources, options)
  try {
    return await upload.run()
  } catch (error) {
    throw diskError(error)
  }
}

class FolderUpload {
  readonly #tally: Tally
  /** Sizes of the files that are in a folder of the storage; asked for once each. */
  readonly #listed = new Map<string, Promise<ReadonlyMap<string, number>>>()

  constructor(
    private readonly sources: CopySources,
    private readonly options: FolderCopyOptions,
  ) {
    this.#tally = new Tally(options.onProgress)
  }

  async run(): Promise<FolderCopyResult> {
    const {from, signal} = this.options
    const source = from.replace(/(?<=.)\/\.?$/, '')
    await lstat(source).catch((cause: unknown) => {
      throw new NotFoundError(`There is no ${source} here.`, {cause})
    })
    const target = await this.#target()
    await several(this.#walk(source, target), (file, stop) => this.#copy(file, stop), signal)
    signal?.throwIfAborted()
    return this.#tally.result
  }

  /** An existing folder gets the copy into it; anything else becomes the copy. */
  async #target(): Promise<string> {
    const to = folderPath(this.options.to)
    const name = nameOf(this.options.from)
    const isFolder = to === '' || (await this.#isFolder(to))
    if (!isFolder && this.options.to.endsWith('/')) {
      throw new CopyError(`There is no folder ${to} in ${this.options.folder.name}.`)
    }
    return isFolder && name !== '' ? below(to, name) : to
  }

  #isFolder(path: string): Promise<boolean> {
    return this.sources.vfolders.files(this.options.folder, path, this.options).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotFoundError) return false
        throw error
      },
    )
  }

  /** The files below a path; folders are made on the way. */
  async *#walk(path: string, target: string): AsyncGenerator<LocalFile> {
    const found = await lstat(path)
    if (found.isFile()) {
      if (target === '') throw new InvalidValueError('', 'a name for a file')
      yield {path, target, size: found.size, modifiedMs: found.mtimeMs}
    } else if (found.isDirectory()) {
      if (target !== '') await this.#mkdir(target)
      const names = await readdir(path)
      for (const name of names.sort()) yield* this.#walk(join(path, name), below(target, name))
    } else {
      this.#tally.result.skipped += 1
    }
  }

  async #mkdir(target: string): Promise<void> {
    if (!this.options.dryRun) await this.sources.vfolders.mkdir(this.options.folder, target, this.options)
  }

  async #copy(file: LocalFile, signal: AbortSignal): Promise<void> {
    const {resume = false, dryRun = false} = this.options
    if (resume && (await this.#sizeOf(file.target)) === file.size) {
      this.#tally.result.kept += 1
      return
    }
    if (!dryRun) await this.#send(file, signal)
    this.#tally.complete(file, file.size)
  }

  async #send(file: LocalFile, signal: AbortSignal): Promise<void> {
    // Neither a link nor a pipe that took the file's place meanwhile.
    const handle = await open(file.path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      const remembered = await this.#recall(file)
      const send = async (address: TransferAddress): Promise<void> =>
        tusUpload(this.sources.http, {
          ...{file: handle, name: file.path, size: file.size, address, signal},
          onProgress: (bytes) => this.#tally.progress(file, bytes),
        })
      const isSent = remembered ? await send(remembered).then(() => true, refusedOnly) : false
      if (!isSent) await send(await this.#begin(file, signal))
      const after = await handle.stat()
      if (after.size !== file.size || after.mtimeMs !== file.modifiedMs) {
        throw new CopyError(`${file.path} changed while it was copied.`, {
          hints: ['Copy it again when nothing writes to it.'],
        })
      }
      await this.#memory(file)?.delete(this.#key(file))
    } finally {
      await handle.close()
    }
  }

  async #begin(file: LocalFile, signal: AbortSignal): Promise<TransferAddress> {
    const {folder} = this.options
    const wanted = {path: file.target, size: file.size}
    const address = await this.sources.vfolders.requestUpload(folder, wanted, {signal})
    await this.#memory(file)?.set(this.#key(file), address)
    return address
  }

  async #recall(file: LocalFile): Promise<TransferAddress | undefined> {
    return this.#memory(file)?.get(this.#key(file))
  }

  #memory({size}: LocalFile): FolderCopyOptions['memory'] {
    return this.options.resume && size > WORTH_REMEMBERING_BYTES ? this.options.memory : undefined
  }

  #key({path, target, size, modifiedMs}: LocalFile): string {
    return JSON.stringify([this.options.folder.id, target, path, size, modifiedMs])
  }

  async #sizeOf(target: string): Promise<number | undefined> {
    const parent = target.split('/').slice(0, -1).join('/')
    const listing = this.#listed.get(parent) ?? this.#sizesIn(parent)
    this.#listed.set(parent, listing)
    return (await listing).get(target)
  }

  async #sizesIn(parent: string): Promise<ReadonlyMap<string, number>> {
    try {
      const files = await this.sources.vfolders.files(this.options.folder, parent, this.options)
      return new Map(
        files.filter(({kind}) => kind === 'file').map(({name, bytes}) => [below(parent, name), bytes]),
      )
    } catch (error) {
      if (error instanceof NotFoundError) return new Map()
      throw error
    }
  }
}

/** An upload that is remembered may be over for the server. */
function refusedOnly(error: unknown): false {
  if (error instanceof RejectedError || error instanceof NotFoundError) return false
  throw error
}
