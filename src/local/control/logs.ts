import {open, stat} from 'node:fs/promises'
import {NotRunningError} from '../errors.js'
import {logPath} from './server-file.js'

const CHUNK_BYTES = 64 * 1024
const POLL_MS = 200

export interface LogOptions {
  folder: string
  /** Only so many of the last lines; all when absent. */
  tail?: number | undefined
  /** Go on with what is written later, until the signal fires. */
  follow?: boolean
  signal?: AbortSignal | undefined
}

/** Lines of the manager's own log, oldest first. @throws NotRunningError when there never was one */
export async function* clusterLogs(options: LogOptions): AsyncGenerator<string> {
  const path = logPath(options.folder)
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  if (!exists) throw new NotRunningError('There is no local cluster here.', ['Start one with: bai local up'])
  const {lines, end, rest} = await readLines(path, 0, '')
  yield* options.tail === undefined ? lines : lines.slice(Math.max(0, lines.length - options.tail))
  let [position, partial] = [end, rest]
  while (options.follow && !options.signal?.aborted) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    const more = await readLines(path, position, partial)
    yield* more.lines
    ;[position, partial] = [more.end, more.rest]
  }
  if (partial !== '') yield partial
}

interface ReadResult {
  lines: string[]
  end: number
  /** The last line as far as it is written. */
  rest: string
}

async function readLines(path: string, from: number, rest: string): Promise<ReadResult> {
  const file = await open(path, 'r')
  try {
    const decoder = new TextDecoder()
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let text = rest
    let position = from
    for (;;) {
      const {bytesRead} = await file.read(chunk, 0, chunk.length, position)
      if (bytesRead === 0) break
      position += bytesRead
      text += decoder.decode(chunk.subarray(0, bytesRead), {stream: true})
    }
    const lines = text.split('\n')
    return {rest: lines.pop() ?? '', lines, end: position}
  } finally {
    await file.close()
  }
}
