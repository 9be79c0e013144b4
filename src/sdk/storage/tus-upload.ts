import type {FileHandle} from 'node:fs/promises'
import {CopyError} from '../inside/copy.js'
import {ProtocolError} from '../errors.js'
import type {TransferAddress} from '../resources/vfolders.js'
import type {Answer, Outcome} from '../transport/exchange.js'
import type {Transport} from '../transport/http.js'
import {persist, type Break} from './persistence.js'

/** Bytes of one request. Some releases of the storage proxy keep a part only when all of it has arrived. */
const PART_BYTES = 8 * 1024 * 1024
const PART_TIMEOUT_MS = 10 * 60_000

/** A file to upload, open, and where it goes. */
export interface Upload {
  file: FileHandle
  /** What it is called in errors. */
  name: string
  size: number
  address: TransferAddress
  signal: AbortSignal | undefined
  /** Called with the bytes that have arrived. */
  onProgress: (bytes: number) => void
}

/**
 * Uploads a file by the tus protocol, 1.0.0. The server is asked first how much it has: that is where an upload goes on,
 * after a break too. Rejects with `UnreachableError` when it breaks again and again, `NotFoundError` or `RejectedError`
 * when the server does not know the upload (any more), `CopyError` when the file changed.
 */
export async function tusUpload(http: Transport, upload: Upload): Promise<void> {
  const run = new TusUpload(http, upload)
  const {retryPauseMs: firstPauseMs} = http
  await persist({step: () => run.step(), arrived: () => run.arrived, firstPauseMs, signal: upload.signal})
}

class TusUpload {
  /** As the server last told. */
  arrived = 0
  /** Where it goes on; undefined: to be asked for. */
  #offset: number | undefined
  readonly #url: URL

  constructor(
    private readonly http: Transport,
    private readonly upload: Upload,
  ) {
    this.#url = new URL(upload.address.url)
    this.#url.searchParams.set('token', upload.address.token)
  }

  async step(): Promise<boolean | Break> {
    const at = this.#offset
    const answered = await this.#request(at)
    if (!('value' in answered)) {
      this.#offset = undefined
      // Another part of it may still be on its way: who asks again is told where it goes on.
      return answered.error.status === 409 ? {...answered, failure: {kind: 'connection-lost'}} : answered
    }
    this.arrived = this.#offsetIn(answered.value)
    this.#offset = this.arrived
    this.upload.onProgress(this.arrived)
    // An empty file is only made by a part without content.
    return at !== undefined && this.arrived >= this.upload.size
  }

  /** Sends the part that begins there; without a beginning it only asks. */
  async #request(offset: number | undefined): Promise<Outcome<Answer>> {
    const {signal} = this.upload
    const headers = {'tus-resumable': '1.0.0'}
    if (offset === undefined) return this.http.elsewhere({method: 'HEAD', url: this.#url, headers}, {signal})
    const call = {
      method: 'PATCH',
      url: this.#url,
      headers: {
        ...headers,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
      },
      body: await this.#part(offset),
      timeoutMs: PART_TIMEOUT_MS,
    } as const
    return this.http.elsewhere(call, {signal})
  }

  #offsetIn({headers, body}: Answer): number {
    body.resume()
    const offset = Number(headers['upload-offset'] ?? Number.NaN)
    if (Number.isInteger(offset) && offset >= 0 && offset <= this.upload.size) return offset
    throw new ProtocolError(`The storage does not say how much of ${this.upload.name} it has.`)
  }

  async #part(offset: number): Promise<Buffer> {
    const {file, name, size} = this.upload
    const part = Buffer.alloc(Math.min(PART_BYTES, size - offset))
    for (let filled = 0; filled < part.length;) {
      const {bytesRead} = await file.read(part, filled, part.length - filled, offset + filled)
      if (bytesRead === 0) throw new CopyError(`${name} changed while it was read.`)
      filled += bytesRead
    }
    return part
  }
}
