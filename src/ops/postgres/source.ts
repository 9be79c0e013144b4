import type {Running} from '../host/host.js'
import type {PlannedDump} from './backup-plan.js'
import {endSessionsNamed} from './inspect.js'
import {backupSession} from './sessions.js'
import {startProgram, type PostgresTarget} from './target.js'

/** Starts a dump. Read its output and await `done`; `stop` also ends what Docker would leave running inside. */
export async function startDump(
  target: PostgresTarget,
  {words, into}: Pick<PlannedDump, 'words' | 'into'>,
  signal: AbortSignal | undefined,
): Promise<Running> {
  const sessionName = backupSession()
  const running = await startProgram(target, words, {signal, sessionName, into})
  running.stdin.end()
  running.stderr.resume()
  const stop = async (): Promise<void> => {
    await running.stop().catch(() => undefined)
    await endSessionsNamed(target, sessionName).catch(() => undefined)
  }
  return {...running, stop}
}

/** Starts the program that turns a custom-format archive on its input into SQL. */
export function startArchiveReader(target: PostgresTarget, signal?: AbortSignal): Promise<Running> {
  return startProgram(target, ['pg_restore', '-C', '-f', '-'], {signal})
}
