import {createReadStream} from 'node:fs'
import {mkdir, open, readdir, rm, truncate} from 'node:fs/promises'
import {join} from 'node:path'
import {createInterface} from 'node:readline'

/** A journal line in the middle of a file cannot be read: the state is not what was acknowledged. */
export class CorruptJournalError extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    options?: ErrorOptions,
  ) {
    super(`Line ${line} of ${file} cannot be read; the state of the local cluster is damaged.`, options)
    this.name = 'CorruptJournalError'
  }
}

/** Where reading ended: the generation to append to and the bytes its journal holds. */
export interface JournalPosition {
  generation: number
  bytes: number
}

/**
 * Replays the newest snapshot and every journal from its generation on. An incomplete last line of the last journal is
 * what a crash in the middle of a write leaves: it was never acknowledged, so it is cut off.
 */
export async function readJournal(
  folder: string,
  replay: (entry: unknown) => void,
): Promise<JournalPosition> {
  await mkdir(folder, {recursive: true, mode: 0o700})
  const names = await readdir(folder)
  await Promise.all(
    names.filter((name) => name.endsWith('.partial')).map((name) => rm(join(folder, name), {force: true})),
  )
  const first = Math.max(0, ...generations(names, 'snapshot'))
  const journals = generations(names, 'journal').filter((generation) => generation >= first)
  if (first > 0) await replayFile(join(folder, `snapshot-${first}.ndjson`), replay)
  const last = Math.max(first, ...journals)
  let bytes = 0
  for (const generation of journals) {
    const path = join(folder, `journal-${generation}.ndjson`)
    if (generation === last) bytes = await cutTornLine(path)
    await replayFile(path, replay)
  }
  return {generation: last, bytes}
}

/** Makes created, renamed and removed names durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function generations(names: readonly string[], kind: 'journal' | 'snapshot'): number[] {
  return names
    .map((name) => new RegExp(`^${kind}-(\\d+)\\.ndjson$`).exec(name)?.[1])
    .filter((text) => text !== undefined)
    .map(Number)
    .sort((a, b) => a - b)
}

async function replayFile(path: string, replay: (entry: unknown) => void): Promise<void> {
  let line = 0
  for await (const text of createInterface({input: createReadStream(path, 'utf8'), crlfDelay: Infinity})) {
    line += 1
    if (text === '') continue
    let entry: unknown
    try {
      entry = JSON.parse(text)
    } catch (cause) {
      throw new CorruptJournalError(path, line, {cause})
    }
    replay(entry)
  }
}

/** Cuts the file after its last newline; returns its length. */
async function cutTornLine(path: string): Promise<number> {
  const handle = await open(path, 'r')
  try {
    const {size} = await handle.stat()
    let end = size
    const chunk = Buffer.alloc(64 * 1024)
    while (end > 0) {
      const start = Math.max(0, end - chunk.length)
      const {bytesRead} = await handle.read(chunk, 0, end - start, start)
      const newline = chunk.subarray(0, bytesRead).lastIndexOf(0x0a)
      if (newline >= 0) {
        end = start + newline + 1
        break
      }
      end = start
    }
    if (end < size) await truncate(path, end)
    return end
  } finally {
    await handle.close()
  }
}
