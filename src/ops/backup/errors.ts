import {OpsError} from '../errors.js'

/** A backup is not what it was when it was made. */
export class BackupDamagedError extends OpsError {
  readonly code = 'CHECK_FAILED'
}

/** Another backup or restore works with the repository. */
export class BackupLockedError extends OpsError {
  readonly code = 'CONFLICT'
}

/** The repository's disk is full, or would be. */
export class NoSpaceError extends OpsError {
  readonly code = 'NO_SPACE'
}

/** A dump or export that ended as if all were well, but is not whole. */
export class BackupFailedError extends OpsError {
  readonly code = 'BACKUP_FAILED'
}

/** Whether the system refused to write for want of room. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

/** Says that the disk is full where the system says ENOSPC; everything else stays. */
export function spaceError(error: unknown, dir: string): unknown {
  if (!isDiskFull(error)) return error
  return new NoSpaceError(`The disk of ${dir} is full; the backup was discarded.`, {
    hints: ['Make room: `bai ops backup prune --keep 7`, or choose another --dir.'],
    cause: error,
  })
}
