import {AbortedError, CommandTimeoutError} from '../errors.js'
import {formatDuration} from '../values/duration.js'
import type {CommandStreams} from './channel.js'
import type {CommandEnding} from './remote-processes.js'

/**
 * Work that ends with a command, under what limits the command: Ctrl-C and its deadline. Rejects with `AbortedError` or
 * `CommandTimeoutError` when one of them ended it, however the work ended then.
 */
export async function withinLimits<End>(
  {signal, timeoutMs}: Pick<CommandStreams, 'signal' | 'timeoutMs'>,
  ending: CommandEnding,
  work: () => Promise<End>,
): Promise<End> {
  const onAbort = (): void => ending.ask('interrupted')
  signal?.addEventListener('abort', onAbort)
  const timer = timeoutMs ? setTimeout(() => ending.ask('deadline'), timeoutMs) : undefined
  try {
    const end = await work()
    if (ending.reason === 'interrupted') throw new AbortedError('Interrupted; the command was ended.')
    if (ending.reason === 'deadline') throw timedOut(timeoutMs ?? 0)
    return end
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    ending.release()
  }
}

/** Whether nobody reads any more what is written. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

function timedOut(timeoutMs: number): CommandTimeoutError {
  return new CommandTimeoutError(`The command did not end within ${formatDuration(timeoutMs)} and was ended.`)
}
