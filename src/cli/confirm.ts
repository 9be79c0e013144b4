import {InterruptedError, NotConfirmedError} from './errors.js'

export interface Confirmation {
  /** What is about to happen, without question mark: `End 3 sessions`. */
  action: string
  /** `--yes` */
  yes: boolean
  signal: AbortSignal
}

/**
 * Asks before a dangerous step. On a terminal a person answers; elsewhere only `--yes` does.
 * Rejects with `NotConfirmedError` (exit 12).
 */
export async function confirm({action, yes, signal}: Confirmation): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new NotConfirmedError(`${action}: not done without --yes.`, [
      'There is no terminal to ask on. Give --yes to go on, or --dry-run to see what would happen.',
    ])
  }
  const answer = await ask(`${action}? [y/N] `, signal)
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new NotConfirmedError(`${action}: not confirmed; nothing was done.`)
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const {createInterface} = await import('node:readline/promises')
  const terminal = createInterface({input: process.stdin, output: process.stderr})
  // readline takes Ctrl-C for itself while it reads.
  const interrupted = new AbortController()
  terminal.on('SIGINT', () => interrupted.abort())
  try {
    return await terminal.question(question, {signal: AbortSignal.any([signal, interrupted.signal])})
  } catch (error) {
    if (signal.aborted || interrupted.signal.aborted)
      throw new InterruptedError('Interrupted; nothing was done.')
    throw error
  } finally {
    terminal.close()
  }
}
