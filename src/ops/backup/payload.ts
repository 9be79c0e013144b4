import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {PassThrough, type Readable, Writable} from 'node:stream'
import {decrypted, type DecryptWith} from './encryption.js'
import {BackupDamagedError} from './errors.js'
import type {ManifestFile} from './manifest.js'
import type {UsableBackup} from './repository.js'
import {decompressor, hashing, runPipe, type Written} from './streams.js'

export interface ReadPayloadOptions extends DecryptWith {
  signal?: AbortSignal | undefined
}

/** The plain bytes of a file of a backup. `done` rejects when they do not end as they should. */
export interface Payload {
  stream: Readable
  done: Promise<void>
}

/** Whether a file of a backup is pg_dump's custom format, which carries its own compression. */
export function isArchive(name: string): boolean {
  return /\.dump(?:\.age)?$/.test(name)
}

/** Checks sizes and checksums of all files of a backup. @throws BackupDamagedError */
export async function checkFiles(backup: UsableBackup, signal?: AbortSignal): Promise<void> {
  for (const file of backup.manifest.files) {
    await checkSize(backup, file)
    const {sha256} = await digestOf(join(backup.dir, file.name), signal)
    if (sha256 !== file.sha256) throw damaged(backup, file, 'its checksum differs')
  }
}

/** Size and checksum of a file as it is. */
export async function digestOf(file: string, signal: AbortSignal | undefined): Promise<Written> {
  const {stage, written} = hashing()
  const discard = new Writable({write: (_chunk, _encoding, done) => done()})
  await runPipe(createReadStream(file), [stage], discard, {signal})
  return written()
}

/** Quick: only the sizes. @throws BackupDamagedError */
export async function checkSizes(backup: UsableBackup): Promise<void> {
  for (const file of backup.manifest.files) await checkSize(backup, file)
}

/** Decrypts and decompresses one file. Read it to its end and await `done`. */
export async function readPayload(
  backup: UsableBackup,
  name: string,
  options: ReadPayloadOptions,
): Promise<Payload> {
  const {compression, encryption} = backup.manifest
  const raw = createReadStream(join(backup.dir, name), {highWaterMark: 256 * 1024})
  const compressed = encryption === 'none' ? raw : await decrypted(raw, options)
  const stages = await decompressor(isArchive(name) ? 'none' : compression, options.signal)
  const stream = new PassThrough({highWaterMark: 256 * 1024})
  const done = runPipe(compressed, stages, stream, {signal: options.signal}).catch((error: unknown) => {
    stream.destroy(error instanceof Error ? error : undefined)
    throw asDamage(error, backup, name)
  })
  done.catch(() => undefined)
  return {stream, done}
}

/** A small file of a backup as text. */
export async function readPayloadText(
  backup: UsableBackup,
  name: string,
  options: ReadPayloadOptions,
): Promise<string> {
  const {stream, done} = await readPayload(backup, name, options)
  const chunks: Buffer[] = []
  const collect = new Writable({
    write(chunk: Buffer, _encoding, next) {
      chunks.push(chunk)
      next()
    },
  })
  await runPipe(stream, [], collect, {signal: options.signal, programs: [done]})
  return Buffer.concat(chunks).toString('utf8')
}

async function checkSize(backup: UsableBackup, file: ManifestFile): Promise<void> {
  const found = await stat(join(backup.dir, file.name)).catch(() => undefined)
  if (!found) throw damaged(backup, file, 'it is missing')
  if (found.size !== file.bytes)
    throw damaged(backup, file, `it has ${found.size} bytes instead of ${file.bytes}`)
}

function damaged(backup: UsableBackup, file: ManifestFile, why: string): BackupDamagedError {
  return new BackupDamagedError(`Backup ${backup.id} is damaged: ${file.name}: ${why}.`, {
    hints: ['Use another backup: `bai ops backup list`.'],
  })
}

/** What zlib, zstd and age say of bytes that are not theirs. Errors with hints of their own stay. */
function asDamage(error: unknown, backup: UsableBackup, name: string): unknown {
  if (error instanceof Error && 'hints' in error && !('program' in error)) return error
  const words = error instanceof Error ? error.message : String(error)
  return new BackupDamagedError(`Backup ${backup.id} is damaged: ${name} does not decode: ${words}.`, {
    hints: ['Use another backup: `bai ops backup list`.'],
    cause: error,
  })
}
