import {SdkError} from '../errors.js'

/** A file or folder to copy, and where to. */
export interface CopyOptions {
  /** A folder whose name ends in `/.` stands for what is in it. */
  from: string
  /** An existing folder gets the copy into it, under its own name; any other path becomes the copy. */
  to: string
  /** Copy what symbolic links point to, not the links. */
  followLinks?: boolean
  /** Find out what there is to copy, and copy nothing. */
  dryRun?: boolean
  signal?: AbortSignal | undefined
  /** Called now and then with the bytes of files copied so far. */
  onProgress?: (bytes: number) => void
}

/** What was copied. */
export interface CopyResult {
  files: number
  /** Bytes of all files. */
  bytes: number
  /** Pipes, sockets and devices, which cannot be copied. */
  skipped: number
}

/** A copy that could not be made; nothing of it is under its final name. */
export class CopyError extends SdkError {
  readonly code = 'COPY_FAILED'
}

/** The name that a copy gets inside an existing folder; empty when only what is in the source is meant. */
export function nameOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  const name = trimmed.slice(trimmed.lastIndexOf('/') + 1)
  return ['', '.', '..', '~'].includes(name) ? '' : name
}

/** What the system says about this machine's files, as a `CopyError`; other errors as they are. */
export function diskError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || 'hints' in error) return error
  const reason = error.code === 'ENOSPC' ? 'There is no room left on the disk.' : `${error.message}.`
  return new CopyError(reason, {cause: error, hints: ['Nothing of the copy was kept.']})
}
