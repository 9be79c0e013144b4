import type {FileHandle} from 'node:fs/promises'
import {CopyError} from '../inside/copy.js'
import {UnreachableError} from '../errors.js'
import type {TransferAddress} from '../resources/vfolders.js'
import type {Answer} from '../transport/exchange.js'
import type {Transport} from '../transport/http.js'
import {persist, type Break} from './persistence.js'

/** A connection over which nothing comes for so long is dead. */
const SILENCE_MS = 60_000

/** A file to download, and what takes it. */
export interface Download {
  /** Open for writing. */
  file: FileHandle
  /** What it is called in errors. */
  name: string
  /** As the folder lists it. */
  size: number
  address: TransferAddress
  /** What `file` holds from before, and the moment of the version that it is of. */
  have: {bytes: number; modifiedMs: number}
  signal: AbortSignal | undefined
  /** Called with the bytes that have arrived. */
  onProgress: (bytes: number) => void
}

/**
 * Downloads a file, and after a break only what is missing of it. Rejects with `CopyError` when what comes has another
 * size than the folder says, or the file changed meanwhile; with `UnreachableError` when it breaks again and again.
 */
export async function rangedDownload(http: Transport, download: Download): Promise<void> {
  const run = new RangedDownload(http, download)
  try {
    const {retryPauseMs: firstPauseMs} = http
    await persist({step: () => run.step(), arrived: () => run.offset, firstPauseMs, signal: download.signal})
  } finally {
    await run.leave()
  }
}

class RangedDownload {
  offset: number
  /** `Last-Modified` of what is here: what follows must be of the same file. */
  #version: string
  readonly #url: URL

  constructor(
    private readonly http: Transport,
    private readonly download: Download,
  ) {
    this.#url = new URL(download.address.url)
    this.#url.searchParams.set('token', download.address.token)
    const {have, size} = download
    this.offset = have.bytes < size ? have.bytes : 0
    this.#version = new Date(have.modifiedMs).toUTCString()
  }

  /** Notes the version in the time of the file, for who goes on with it. */
  async leave(): Promise<void> {
    const {file} = this.download
    await file.truncate(this.offset)
    const at = new Date(this.#version)
    if (!Number.isNaN(at.getTime())) await file.utimes(at, at)
  }

  async step(): Promise<boolean | Break> {
    const {name, size, signal} = this.download
    // Without If-Range: servers compare it with times of a finer grain than they send.
    const headers = this.offset > 0 ? {range: `bytes=${this.offset}-`} : {}
    const got = await this.http.elsewhere({method: 'GET', url: this.#url, headers}, {signal})
    if (!('value' in got)) return got
    const cause = await this.#take(got.value)
    if (this.offset === size && cause === undefined) return true
    const error = new UnreachableError(`The connection broke in the middle of ${name}.`, {cause})
    return {failure: {kind: 'connection-lost'}, error}
  }

  /** Writes what comes. What broke the connection is its result; what is wrong here is thrown. */
  async #take({status, headers, body}: Answer): Promise<unknown> {
    const {file, name, size, onProgress} = this.download
    const version = String(headers['last-modified'] ?? '')
    if (status !== 206) this.offset = 0
    else if (version !== this.#version) {
      body.destroy()
      this.offset = 0
      return changed(name)
    }
    this.#version = version
    const silence = setTimeout(() => body.destroy(new Error('Nothing came any more.')), SILENCE_MS)
    try {
      for await (const chunk of unlessBroken(body)) {
        silence.refresh()
        if (this.offset + chunk.length > size) throw changed(name)
        await writeAll(file, chunk, this.offset)
        this.offset += chunk.length
        onProgress(this.offset)
      }
      return undefined
    } catch (error) {
      if (error instanceof BrokenError) return error.cause
      throw error
    } finally {
      clearTimeout(silence)
      body.destroy()
    }
  }
}

class BrokenError extends Error {}

async function* unlessBroken(body: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) if (Buffer.isBuffer(chunk)) yield chunk
  } catch (cause) {
    throw new BrokenError('The connection broke.', {cause})
  }
}

async function writeAll(file: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const {bytesWritten} = await file.write(chunk, done, chunk.length - done, position + done)
    done += bytesWritten
  }
}

function changed(name: string): CopyError {
  return new CopyError(`${name} changed while it was copied.`, {
    hints: ['Copy it again when nothing writes to it.'],
  })
}
