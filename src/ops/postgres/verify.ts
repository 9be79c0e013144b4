import type {Readable} from 'node:stream'
import {BackupDamagedError} from '../backup/errors.js'
import {checkFiles, isArchive, readPayload, type ReadPayloadOptions} from '../backup/payload.js'
import type {UsableBackup} from '../backup/repository.js'
import {programInput, runPipe} from '../backup/streams.js'
import {DumpInspector, type DumpFindings} from './dump-inspect.js'
import {startArchiveReader} from './source.js'
import type {PostgresTarget} from './target.js'

/** A part of a backup as SQL. Read it to its end and await `done`. */
export interface DumpText {
  kind: 'cluster' | 'database' | 'globals'
  stream: Readable
  done: Promise<unknown>
}

/** All parts of a backup as SQL, one after the other. */
export async function* openTexts(
  backup: UsableBackup,
  target: PostgresTarget | undefined,
  options: ReadPayloadOptions,
): AsyncGenerator<DumpText> {
  for (const {name} of backup.manifest.files) {
    const payload = await readPayload(backup, name, options)
    if (!isArchive(name)) {
      yield {kind: backup.manifest.database?.dumpFormat === 'custom' ? 'globals' : 'cluster', ...payload}
      continue
    }
    if (!target) continue
    const {stdin, stdout, stderr, done} = await startArchiveReader(target, options.signal)
    stderr.resume()
    const flow = runPipe(payload.stream, [], programInput(stdin), {
      signal: options.signal,
      programs: [done, payload.done],
    })
    flow.catch((error: unknown) => stdout.destroy(error instanceof Error ? error : undefined))
    yield {kind: 'database', stream: stdout, done: flow}
  }
}

/**
 * Reads a backup to its last byte: checksums, decoding, the dumps' own end marks, and the counts of the manifest.
 * @throws BackupDamagedError
 */
export async function inspectBackup(
  backup: UsableBackup,
  target: PostgresTarget | undefined,
  options: ReadPayloadOptions,
): Promise<DumpFindings> {
  await checkFiles(backup, options.signal)
  const all: DumpFindings = {databases: [], plainBytes: 0, serverVersion: undefined}
  for await (const {kind, stream, done} of openTexts(backup, target, options)) {
    const inspector = new DumpInspector(kind)
    await runPipe(stream, [], inspector.sink(), {signal: options.signal, programs: [done]})
    const found = whole(inspector, backup)
    all.databases.push(...found.databases)
    all.plainBytes += found.plainBytes
    all.serverVersion ??= found.serverVersion
  }
  const expected = backup.manifest.database?.databases
  const isRead = target !== undefined || backup.manifest.database?.dumpFormat === 'plain'
  if (isRead && JSON.stringify(all.databases) !== JSON.stringify(expected)) {
    throw new BackupDamagedError(
      `Backup ${backup.id} does not hold the tables and rows its manifest counts.`,
      {
        hints: ['Use another backup: `bai ops backup list`.'],
      },
    )
  }
  return all
}

function whole(inspector: DumpInspector, backup: UsableBackup): DumpFindings {
  try {
    return inspector.finish(`Backup ${backup.id}`)
  } catch (error) {
    throw new BackupDamagedError(`Backup ${backup.id} is damaged: the dump stops before its end.`, {
      hints: ['Use another backup: `bai ops backup list`.'],
      cause: error,
    })
  }
}
