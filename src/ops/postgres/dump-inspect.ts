import {Transform, Writable} from 'node:stream'
import type {CountedDatabase} from '../backup/manifest.js'
import {BackupFailedError} from '../backup/errors.js'
import type {Stage} from '../backup/streams.js'
import {DumpContent} from './dump-content.js'
import {DumpParser} from './dump-parser.js'

/** What a dump was found to hold. */
export interface DumpFindings {
  databases: CountedDatabase[]
  plainBytes: number
  serverVersion: string | undefined
}

/** Reads the text of a dump to count what it holds and to see that it is whole. */
export class DumpInspector {
  readonly #content: DumpContent
  readonly #parser: DumpParser
  #bytes = 0

  constructor(kind: 'cluster' | 'database' | 'globals' = 'cluster') {
    const content = new DumpContent(kind === 'database' ? 'database' : 'cluster')
    this.#content = content
    this.#parser = new DumpParser({
      line: (text) => void content.line(text),
      copy: (statement) => (content.copy(statement) ? 'unwanted' : 'no data'),
      rows: (count) => content.rows(count),
    })
  }

  take(piece: Buffer): void {
    this.#bytes += piece.length
    for (const _ of this.#parser.feed(piece));
  }

  /** @throws BackupFailedError when the dump stops before its own end mark */
  finish(what: string): DumpFindings {
    const {complete} = this.#parser.end()
    if (!complete || !this.#content.ended) {
      throw new BackupFailedError(`${what} stops before its end: the last line of a whole dump is missing.`, {
        hints: ['Look at the log of the database server, and run the backup again.'],
      })
    }
    const {databases, serverVersion} = this.#content
    return {databases, plainBytes: this.#bytes, serverVersion}
  }

  /** Passes everything on and looks at it. */
  tap(): Stage {
    const stream = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.take(chunk)
        done(null, chunk)
      },
    })
    return {stream}
  }

  /** The end of a pipe. */
  sink(): Writable {
    return new Writable({
      highWaterMark: 1024 * 1024,
      write: (chunk: Buffer, _encoding, done) => {
        this.take(chunk)
        done()
      },
    })
  }
}

/** Passes everything on, and gives a copy to a second pipe whose end is awaited with the first. */
export function tee(branch: (source: Transform) => Promise<void>): Stage {
  const copy = new Transform({
    highWaterMark: 1024 * 1024,
    transform: (chunk, _encoding, done) => done(null, chunk),
  })
  const finished = branch(copy)
  finished.catch((error: unknown) => stream.destroy(error instanceof Error ? error : undefined))
  const stream: Transform = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (copy.write(chunk)) done(null, chunk)
      else copy.once('drain', () => done(null, chunk))
    },
    flush(done) {
      copy.end()
      done()
    },
    destroy(error, done) {
      if (error) copy.destroy(error)
      done(error)
    },
  })
  return {stream, done: finished}
}
