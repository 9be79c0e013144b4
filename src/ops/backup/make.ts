import {hostname} from 'node:os'
import {PassThrough, Readable} from 'node:stream'
import {encrypted, type EncryptWith} from './encryption.js'
import type {BackupKind, Compression, Manifest, ManifestFile} from './manifest.js'
import type {Repository, StagedBackup, UsableBackup} from './repository.js'
import {recordAttempt} from './status.js'
import {compressor, hasZstd, runPipe, writeHashed, type Stage} from './streams.js'

/** What every backup is told. */
export interface MakeOptions {
  repository: Repository
  /** `auto`: zstd where it can be had, else gzip. */
  compression?: Compression | 'auto' | undefined
  encrypt?: EncryptWith | undefined
  /** Version of bai, for the manifest. */
  baiVersion: string
  signal?: AbortSignal | undefined
  onProgress?: ((bytes: number) => void) | undefined
}

/** The part of a manifest that only the kind of backup knows. */
export type ManifestBody = Pick<Manifest, 'files'> &
  Partial<Pick<Manifest, 'database' | 'etcd'>> & {
    versions: {server: string; tool: string}
    compression: Compression
  }

/**
 * The frame of every backup: lock, staging folder, manifest last, published at once. When anything fails nothing is
 * left but a line in the status file.
 */
export async function makeBackup(
  kind: BackupKind,
  options: MakeOptions,
  write: (staged: StagedBackup, startedAt: Date) => Promise<ManifestBody>,
): Promise<UsableBackup> {
  const {repository} = options
  const startedAt = new Date()
  const lock = await repository.lock(`backup ${kind}`)
  try {
    const staged = await repository.stage(kind, startedAt)
    try {
      const body = await write(staged, startedAt)
      options.signal?.throwIfAborted()
      const backup = await staged.publish(manifestOf(kind, {id: staged.id, startedAt, body}, options))
      await recordAttempt(repository.dir, kind, {at: startedAt, id: backup.id})
      return backup
    } catch (error) {
      await staged.discard()
      await recordAttempt(repository.dir, kind, {at: startedAt, error}).catch(() => undefined)
      throw error
    }
  } finally {
    await lock.release()
  }
}

function manifestOf(
  kind: BackupKind,
  made: {id: string; startedAt: Date; body: ManifestBody},
  options: MakeOptions,
): Manifest {
  const {files, compression, versions, database, etcd} = made.body
  return {
    format: 1,
    id: made.id,
    kind,
    startedAt: made.startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    host: hostname(),
    versions: {bai: options.baiVersion, ...versions},
    compression,
    encryption: options.encrypt ? 'age' : 'none',
    files,
    ...(database && {database}),
    ...(etcd && {etcd}),
  }
}

/** The compression that `auto` stands for on this machine. */
export async function chooseCompression(wanted: MakeOptions['compression']): Promise<Compression> {
  if (wanted !== undefined && wanted !== 'auto') return wanted
  return (await hasZstd()) ? 'zstd' : 'gzip'
}

const SUFFIX = {none: '', gzip: '.gz', zstd: '.zst'} as const

/** Writes one payload file: compressed unless it is already, encrypted when asked, hashed, fsynced. */
export async function writePayload(
  staged: StagedBackup,
  content: {
    name: string
    source: Readable
    compression: Compression
    alreadyCompressed?: boolean
    taps?: readonly Stage[]
    programs?: readonly Promise<unknown>[]
  },
  options: Pick<MakeOptions, 'encrypt' | 'signal'>,
): Promise<ManifestFile> {
  const {signal} = options
  const stages = content.alreadyCompressed ? [] : await compressor(content.compression, signal)
  const name = `${content.name}${SUFFIX[content.compression]}${options.encrypt ? '.age' : ''}`
  const all = [...(content.taps ?? []), ...stages]
  const programs = [...(content.programs ?? [])]
  if (!options.encrypt) {
    const written = await writeHashed(staged.file(name), content.source, {stages: all, programs, signal})
    return {name, ...written}
  }
  const compressed = new PassThrough({highWaterMark: 256 * 1024})
  const flow = runPipe(content.source, all, compressed, {signal, programs}).catch((error: unknown) => {
    compressed.destroy(error instanceof Error ? error : undefined)
    throw error
  })
  flow.catch(() => undefined)
  const cipher = await encrypted(compressed, options.encrypt)
  const written = await writeHashed(staged.file(name), cipher, {programs: [flow], signal})
  return {name, ...written}
}

/** Writes text as a payload file. */
export function writeTextPayload(
  staged: StagedBackup,
  content: {name: string; text: Iterable<string>; compression: Compression},
  options: Pick<MakeOptions, 'encrypt' | 'signal'>,
): Promise<ManifestFile> {
  return writePayload(staged, {...content, source: Readable.from(inChunks(content.text))}, options)
}

/** Small strings joined to chunks that are worth a write. */
function* inChunks(text: Iterable<string>): Generator<Buffer> {
  const CHUNK = 64 * 1024
  let chunk = ''
  for (const piece of text) {
    chunk += piece
    if (chunk.length >= CHUNK) {
      yield Buffer.from(chunk)
      chunk = ''
    }
  }
  if (chunk !== '') yield Buffer.from(chunk)
}
