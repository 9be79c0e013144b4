import {ProtocolError} from '../errors.js'
import {path} from '../transport/endpoints.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'

/** Managers hand out no more than this in one answer. */
const LARGEST_ANSWER_BYTES = 2 * 1024 * 1024

/** Files of a running session through the manager's own routes. Paths are below `/home/work`. */
export class SessionFiles {
  constructor(private readonly http: Transport) {}

  /**
   * One file of at most 1 MiB (`download_single`). From 24.03 on it is a POST that reads its query or its body, by
   * release; before, a GET. Rejects with `ManagerError` when there is no such file: managers answer a bare 500.
   */
  async read(sessionId: string, file: string, options: RequestOptions = {}): Promise<Buffer> {
    const capabilities = await this.http.capabilities(options)
    const {body} = await this.http.send(
      {
        method: capabilities.has('filesByPost') ? 'POST' : 'GET',
        path: path`/session/${sessionId}/download_single`,
        query: {file},
        body: {file},
        idempotent: true,
        accept: '*/*',
      },
      options,
    )
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > LARGEST_ANSWER_BYTES)
        throw new ProtocolError(`The answer for ${file} is larger than a manager sends.`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }
}
