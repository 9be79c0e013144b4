import {randomUUID} from 'node:crypto'
import {ProtocolError} from '../errors.js'
import {path} from '../transport/endpoints.js'
import type {Answer, Call, Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

/** Managers hand out no more than this in one answer. */
const LARGEST_ANSWER_BYTES = 2 * 1024 * 1024

/** Managers take files of less than this, 20 at a time. */
export const LARGEST_UPLOAD_BYTES = 1024 * 1024 - 1

/** Files of a running session through the manager's own routes. Paths are below `/home/work`. */
export class SessionFiles {
  constructor(private readonly http: Transport) {}

  /**
   * One file of at most 1 MiB (`download_single`). From 24.03 on it is a POST that reads its query or its body, by
   * release; before, a GET. Rejects with `ManagerError` when there is no such file: managers answer a bare 500.
   */
  async read(sessionId: string, file: string, options: RequestOptions = {}): Promise<Buffer> {
    const call = {path: path`/session/${sessionId}/download_single`, query: {file}, body: {file}}
    const answer = await this.#fetch({...call, idempotent: true}, options)
    return contentOf(answer, file)
  }

  /**
   * A folder as a tar archive of at most 1 MiB (`download`), asked for once: a failure is not repeated. It can be read
   * while it changes; files that vanish meanwhile are not in it. Rejects as `read` does.
   */
  async archive(sessionId: string, folder: string, options: RequestOptions = {}): Promise<Buffer> {
    const call = {path: path`/session/${sessionId}/download`, query: {files: folder}, body: {files: [folder]}}
    const answer = await this.#fetch({...call, idempotent: false}, options)
    return onlyPart(await contentOf(answer, folder), folder)
  }

  /** Writes files of less than 1 MiB each, 20 at most (`upload`). Those that are there are written anew, not replaced. */
  async write(
    sessionId: string,
    files: ReadonlyMap<string, Buffer>,
    options: RequestOptions = {},
  ): Promise<void> {
    const call = {method: 'POST', path: path`/session/${sessionId}/upload`} as const
    await this.http.done({...call, content: formOf(files), idempotent: true}, options)
  }

  async #fetch(call: Omit<Call, 'method' | 'accept'>, options: RequestOptions): Promise<Answer> {
    const method = (await this.http.capabilities(options)).has('filesByPost') ? 'POST' : 'GET'
    return this.http.send({...call, method, accept: '*/*'}, options)
  }
}

async function contentOf({body}: Answer, name: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_ANSWER_BYTES) {
      throw new ProtocolError(`The answer for ${name} is larger than a manager sends.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The content of a multipart message that has a single part. */
function onlyPart(message: Buffer, name: string): Buffer {
  const boundary = message.subarray(0, Math.max(message.indexOf('\r\n'), 0))
  const begin = message.indexOf('\r\n\r\n') + 4
  const end = message.lastIndexOf(Buffer.concat([Buffer.from('\r\n'), boundary, Buffer.from('--')]))
  if (boundary.length === 0 || begin < 4 || end < begin) {
    throw new ProtocolError(`The answer for ${name} is no multipart message.`)
  }
  return message.subarray(begin, end)
}

function formOf(files: ReadonlyMap<string, Buffer>): {type: string; bytes: Buffer} {
  const boundary = randomUUID()
  const parts = [...files].flatMap(([name, content]) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="src"; filename="${name}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n',
    ),
    content,
    Buffer.from('\r\n'),
  ])
  const bytes = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  return {type: `multipart/form-data; boundary=${boundary}`, bytes}
}
