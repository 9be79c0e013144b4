import {UsageError} from '../errors.js'
import type {RemoteTerminal, SessionChannel} from '../../sdk/index.js'

/** The terminal that a shell is shown on. */
export interface Screen {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  /** Name of its kind (`TERM`). */
  kind: string
  signal: AbortSignal
}

/**
 * Shows a shell of the session on this terminal until it ends; returns its status. Whatever happens, the terminal is
 * given back as it was.
 * @throws UsageError when there is no terminal
 */
export async function showShell(channel: SessionChannel, screen: Screen): Promise<number> {
  const {stdin, stdout, kind, signal} = screen
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new UsageError('There is no terminal here to show a shell on.', [
      'To run a command without one: `bai session exec SESSION -- COMMAND`.',
    ])
  }
  const shell = await channel.shell({kind, size: sizeOf(stdout), signal})
  const restore = (): void => void stdin.setRawMode(false)
  // Also when the process is ended by a mistake somewhere else.
  process.once('exit', restore)
  try {
    stdin.setRawMode(true)
    return await connected(shell, screen)
  } finally {
    restore()
    process.off('exit', restore)
    stdin.pause()
    stdin.unref()
  }
}

async function connected(shell: RemoteTerminal, {stdin, stdout}: Screen): Promise<number> {
  const onKeys = (keys: Buffer): void => shell.type(keys)
  const onResize = (): void => shell.resize(sizeOf(stdout))
  stdin.on('data', onKeys)
  stdout.on('resize', onResize)
  // A resize between the request and now was not heard.
  onResize()
  try {
    const {exitCode} = await shell.show(stdout)
    return exitCode
  } finally {
    stdin.off('data', onKeys)
    stdout.off('resize', onResize)
  }
}

function sizeOf({rows, columns}: NodeJS.WriteStream): {rows: number; columns: number} {
  return {rows, columns}
}
