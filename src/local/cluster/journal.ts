import {open, readdir, rename, rm, type FileHandle} from 'node:fs/promises'
import {join} from 'node:path'
import {readJournal, syncFolder} from './journal-files.js'

/** What `Journal` needs to know about its owner. */
export interface JournalOptions {
  folder: string
  /** Bytes of journal after which it is folded into a snapshot. */
  compactAfterBytes?: number
  /** Every record as one replayable line each; called when a snapshot is taken. */
  snapshot: () => Iterable<unknown>
}

const DEFAULT_COMPACT_BYTES = 32 * 1024 * 1024
const SNAPSHOT_CHUNK_BYTES = 1024 * 1024

/**
 * Append-only NDJSON with group commit: `append` only buffers, `commit` resolves once everything appended before it is
 * on disk (one fsync serves all that wait). Generation n is `snapshot-n.ndjson` (complete by its rename) followed by
 * `journal-n.ndjson`; compaction starts n+1 and then drops n, so that a crash at any point leaves one readable chain.
 */
export class Journal {
  private buffer: string[] = []
  private flushing: Promise<void> | undefined
  private compacting: Promise<void> | undefined
  private bytes = 0
  private appended = 0
  private durable = 0
  private failure: Error | undefined

  private constructor(
    private readonly options: JournalOptions,
    private generation: number,
    private file: FileHandle,
  ) {}

  /** Reads what is there through `replay`, cuts a torn last line off, and opens for appending. */
  static async open(options: JournalOptions, replay: (entry: unknown) => void): Promise<Journal> {
    const {generation, bytes} = await readJournal(options.folder, replay)
    const file = await open(journalPath(options.folder, generation), 'a', 0o600)
    await syncFolder(options.folder)
    const journal = new Journal(options, generation, file)
    journal.bytes = bytes
    return journal
  }

  /** Queues one entry. It is durable only after a later `commit`. */
  append(entry: unknown): void {
    this.buffer.push(JSON.stringify(entry))
    this.appended += 1
  }

  /** Resolves when everything appended so far is on disk; rejects for good once a write failed. */
  async commit(): Promise<void> {
    const target = this.appended
    while (this.durable < target) {
      if (this.failure) throw this.failure
      this.flushing ??= this.flush()
      await this.flushing
    }
  }

  /** Writes what is buffered and closes the file. */
  async close(): Promise<void> {
    try {
      await this.commit()
      await this.compacting
    } finally {
      await this.file.close()
    }
  }

  private async flush(): Promise<void> {
    try {
      await this.write()
      // Compaction only saves room: when it fails, the journal goes on as it is, and it is tried again.
      if (this.bytes > (this.options.compactAfterBytes ?? DEFAULT_COMPACT_BYTES)) {
        await this.rotate().catch(() => undefined)
      }
    } finally {
      this.flushing = undefined
    }
  }

  private async write(): Promise<void> {
    try {
      // Let requests of the same turn join this write.
      await new Promise((resolve) => setImmediate(resolve))
      const lines = this.buffer
      const text = lines.join('\n') + '\n'
      this.buffer = []
      await this.file.appendFile(text)
      await this.file.datasync()
      this.durable += lines.length
      this.bytes += Buffer.byteLength(text)
    } catch (error) {
      this.failure = new Error('The journal of the local cluster cannot be written.', {cause: error})
      throw this.failure
    }
  }

  /** Directs further entries to the next generation and writes its snapshot beside it. */
  private async rotate(): Promise<void> {
    if (this.compacting) return
    const {folder, snapshot} = this.options
    const next = this.generation + 1
    const file = await open(journalPath(folder, next), 'a', 0o600)
    await syncFolder(folder)
    // Records are immutable: the references taken here stay the state of this moment while they are written below.
    // Entries still buffered are part of it already; replaying them again changes nothing.
    const entries = [...snapshot()]
    await this.file.close()
    this.file = file
    this.generation = next
    this.bytes = 0
    this.compacting = writeSnapshot(folder, next, entries).finally(() => {
      this.compacting = undefined
    })
    // A snapshot that cannot be written loses nothing: the older generation is still complete.
    this.compacting.catch(() => undefined)
  }
}

async function writeSnapshot(folder: string, generation: number, entries: readonly unknown[]): Promise<void> {
  const target = join(folder, `snapshot-${generation}.ndjson`)
  const file = await open(`${target}.partial`, 'w', 0o600)
  try {
    let chunk = ''
    for (const entry of entries) {
      chunk += JSON.stringify(entry) + '\n'
      if (chunk.length < SNAPSHOT_CHUNK_BYTES) continue
      await file.appendFile(chunk)
      chunk = ''
    }
    await file.appendFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${target}.partial`, target)
  await syncFolder(folder)
  await removeOlder(folder, generation)
}

async function removeOlder(folder: string, generation: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const match = /^(?:journal|snapshot)-(\d+)\.ndjson$/.exec(name)
    if (match && Number(match[1]) < generation) await rm(join(folder, name), {force: true})
  }
}

function journalPath(folder: string, generation: number): string {
  return join(folder, `journal-${generation}.ndjson`)
}
