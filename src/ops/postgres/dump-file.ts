import {stat} from 'node:fs/promises'
import {basename, dirname, resolve} from 'node:path'
import {BackupDamagedError} from '../backup/errors.js'
import type {Manifest} from '../backup/manifest.js'
import {digestOf, readPayload, type ReadPayloadOptions} from '../backup/payload.js'
import type {UsableBackup} from '../backup/repository.js'
import {runPipe} from '../backup/streams.js'
import {OpsInputError} from '../errors.js'
import {DumpInspector, type DumpFindings} from './dump-inspect.js'

const COMPRESSIONS: Readonly<Record<string, Manifest['compression']>> = {'.gz': 'gzip', '.zst': 'zstd'}

/**
 * Takes a file that somebody made by hand with `pg_dumpall > FILE` for a backup: it is read to its end, and what is
 * counted in it stands for the manifest that it has not.
 * @throws OpsInputError when it cannot be read, BackupDamagedError for what is no whole output of pg_dumpall
 */
export async function readDumpFile(path: string, options: ReadPayloadOptions): Promise<UsableBackup> {
  const file = resolve(path)
  const backup = await described(file, options.signal)
  const {stream, done} = await readPayload(backup, backup.id, options)
  const inspector = new DumpInspector()
  await runPipe(stream, [], inspector.sink(), {signal: options.signal, programs: [done]})
  const {databases, plainBytes} = findingsOf(inspector, file)
  const database = {dumpFormat: 'plain' as const, plainBytes, databases}
  return {...backup, manifest: {...backup.manifest, database}}
}

async function described(file: string, signal: AbortSignal | undefined): Promise<UsableBackup> {
  const name = basename(file)
  const plain = name.replace(/\.age$/, '')
  const {mtime} = await stat(file).catch((cause: unknown) => {
    throw new OpsInputError(`${file} cannot be read.`, {cause})
  })
  const at = mtime.toISOString()
  return {
    id: name,
    kind: 'db',
    dir: dirname(file),
    createdAt: mtime,
    manifest: {
      format: 1,
      id: name,
      kind: 'db',
      startedAt: at,
      finishedAt: at,
      host: '',
      versions: {bai: '', server: '', tool: 'pg_dumpall'},
      compression: COMPRESSIONS[/\.\w+$/.exec(plain)?.[0] ?? ''] ?? 'none',
      encryption: plain === name ? 'none' : 'age',
      files: [{name, ...(await digestOf(file, signal))}],
    },
  }
}

function findingsOf(inspector: DumpInspector, file: string): DumpFindings {
  try {
    return inspector.finish(file)
  } catch (cause) {
    throw new BackupDamagedError(`${file} is not the whole output of pg_dumpall: its last line is missing.`, {
      hints: [
        'Make one with `pg_dumpall > FILE`, or better with `bai ops backup db`. A single pg_dump is none.',
      ],
      cause,
    })
  }
}
