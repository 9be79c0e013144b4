import {hostname} from 'node:os'
import {OpsConflictError} from '../errors.js'
import {endSessionsNamed} from './inspect.js'
import {execute, literal} from './sql.js'
import type {PostgresTarget} from './target.js'

/**
 * Sessions bear the name of what they do and of the process they do it for. Docker leaves programs inside a container
 * running when the outside is killed; by these names the next run finds them.
 */
const RESTORE = 'bai restore '
const BACKUP = 'bai backup '

/** The name of this process's sessions that load. */
export function restoreSession(): string {
  return `${RESTORE}${owner()}`
}

/** The name of this process's sessions that dump. */
export function backupSession(): string {
  return `${BACKUP}${owner()}`
}

/**
 * Ends what killed restores have left running. @throws OpsConflictError while another one may be alive
 */
export async function refuseSecondRestore(target: PostgresTarget): Promise<void> {
  const names = await sessionNames(target, RESTORE)
  const alive = names.find((name) => !isGone(name.slice(RESTORE.length)))
  if (alive === undefined) {
    for (const name of names) await endSessionsNamed(target, name)
    return
  }
  throw new OpsConflictError(
    `Another restore into this server is running (${alive.slice(RESTORE.length)}).`,
    {hints: ['Wait for it to end. If it is dead, end its sessions in pg_stat_activity.']},
  )
}

/** Ends the dumps of backups that were killed on this machine; others may be alive. */
export async function endDeadBackups(target: PostgresTarget): Promise<void> {
  const dead = (await sessionNames(target, BACKUP)).filter((name) => isGone(name.slice(BACKUP.length)))
  for (const name of dead) await endSessionsNamed(target, name)
}

async function sessionNames(target: PostgresTarget, prefix: string): Promise<string[]> {
  const sql = `SELECT DISTINCT application_name FROM pg_stat_activity
    WHERE starts_with(application_name, ${literal(prefix)});`
  return (await execute(target, 'postgres', sql)).split('\n').filter((line) => line !== '')
}

function owner(): string {
  return `${hostname().slice(0, 30)}:${process.pid}`
}

/** Whether the process that began it is known to have ended: it ran on this machine. */
function isGone(sessionOwner: string): boolean {
  const [host, pid] = sessionOwner.split(':')
  if (host !== hostname().slice(0, 30)) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch {
    return true
  }
}
