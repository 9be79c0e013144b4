import type {CopyOptions, CopyResult} from '../inside/copy.js'
import type {TransferAddress, Vfolders} from '../resources/vfolders.js'
import type {Vfolder} from '../schemas/vfolder.js'
import type {Transport} from '../transport/http.js'

/** A copy into a storage folder or out of it. */
export interface FolderCopyOptions extends Omit<CopyOptions, 'followLinks'> {
  folder: Vfolder
  /** Go on with a copy that broke off: what is there in full is left alone, and what arrives is kept. */
  resume?: boolean | undefined
  /** Where uploads that are under way are remembered, for `resume`. */
  memory?: UploadMemory | undefined
}

/** Remembers, between processes, where half an upload is. What it holds permits to upload: keep it secret. */
export interface UploadMemory {
  /** Where the half upload of that key is; undefined when there is none. */
  get(key: string): Promise<TransferAddress | undefined>
  /** Remembers it. */
  set(key: string, address: TransferAddress): Promise<void>
  /** Forgets it: the upload is whole, or its address is no longer good. */
  delete(key: string): Promise<void>
}

/** What was copied; `skipped` counts links too. */
export interface FolderCopyResult extends CopyResult {
  /** Files that were there already. */
  kept: number
}

/** What copies need of a client. */
export interface CopySources {
  http: Transport
  vfolders: Vfolders
}

/** Counts what has been copied, of files that are copied at the same time. */
export class Tally {
  readonly result: FolderCopyResult = {files: 0, bytes: 0, skipped: 0, kept: 0}
  readonly #underWay = new Map<object, number>()

  constructor(private readonly onProgress: ((bytes: number) => void) | undefined) {}

  /** So much of one file has arrived. */
  progress(file: object, bytes: number): void {
    this.#underWay.set(file, bytes)
    const together = [...this.#underWay.values()].reduce((sum, one) => sum + one, this.result.bytes)
    this.onProgress?.(together)
  }

  /** A file has arrived in full. */
  complete(file: object, bytes: number): void {
    this.#underWay.delete(file)
    this.result.files += 1
    this.result.bytes += bytes
    this.onProgress?.(this.result.bytes)
  }
}
