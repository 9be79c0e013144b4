import type {Writable} from 'node:stream'
import type {ClientChannel} from 'ssh2'
import {AbortedError, UnreachableError} from '../errors.js'
import type {CommandEnd, RemoteTerminal, TerminalOptions, TerminalSize} from './channel.js'
import {unlessWithSession} from './session-fate.js'
import type {RemoteLine, SshLink} from './ssh-link.js'

/** Opens the login shell of a session on a terminal of its own. */
export async function openTerminal(
  link: SshLink,
  options: TerminalOptions,
  whyLost: () => Promise<Error>,
): Promise<RemoteTerminal> {
  options.signal?.throwIfAborted()
  const line = await link.startShell({
    term: options.kind,
    ...{rows: options.size.rows, cols: options.size.columns, width: 0, height: 0},
  })
  return new SshTerminal({link, line, options, whyLost})
}

interface Parts {
  link: SshLink
  line: RemoteLine
  options: TerminalOptions
  whyLost: () => Promise<Error>
}

class SshTerminal implements RemoteTerminal {
  constructor(private readonly parts: Parts) {}

  type(keys: Buffer): void {
    if (this.#channel.writable) this.#channel.write(keys)
  }

  resize({rows, columns}: TerminalSize): void {
    this.#channel.setWindow(rows, columns, 0, 0)
  }

  async show(screen: Writable): Promise<CommandEnd> {
    const {link, line, options, whyLost} = this.parts
    // The server ends what runs on a terminal when the connection is gone.
    const hangUp = (): void => link.close()
    options.signal?.addEventListener('abort', hangUp, {once: true})
    try {
      line.channel.stderr.resume()
      const [end] = await Promise.all([line.ended, link.backlog.pump(line.channel, screen)])
      if (options.signal?.aborted) throw new AbortedError('Interrupted; the shell was ended.')
      if (!end) throw await whyLost()
      return await unlessWithSession(end, whyLost)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
      link.close()
      throw new UnreachableError('The terminal is gone.', {cause: error})
    } finally {
      options.signal?.removeEventListener('abort', hangUp)
    }
  }

  get #channel(): ClientChannel {
    return this.parts.line.channel
  }
}
