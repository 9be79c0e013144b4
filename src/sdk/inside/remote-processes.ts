import type {ClientChannel} from 'ssh2'
import type {SshLink} from './ssh-link.js'

/** Variable that all processes of one command have in their environment: they are found by it. */
export const MARK = 'BAI_COMMAND_ID'

/** How long a command may go on after it was asked to end. */
const GRACE_MS = 5000

/** Why a command is ended: Ctrl-C, its deadline, or nobody who reads what it writes. */
export type EndReason = 'interrupted' | 'deadline' | 'unread'

const SIGNAL: Readonly<Record<EndReason, string>> = {interrupted: 'INT', deadline: 'TERM', unread: 'TERM'}

/**
 * Ends one command with everything it started: first by asking, then by force, and in the end by cutting the connection.
 * Closing alone ends nothing: ssh servers leave a command running that has no terminal.
 */
export class CommandEnding {
  #reason: EndReason | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly link: SshLink,
    private readonly channel: ClientChannel,
    private readonly mark: string,
  ) {}

  get reason(): EndReason | undefined {
    return this.#reason
  }

  ask(reason: EndReason): void {
    if (this.#reason) return
    this.#reason = reason
    this.link.backlog.free()
    void this.#send(SIGNAL[reason])
    this.#timer = setTimeout(() => {
      void this.#send('KILL')
      this.#timer = setTimeout(() => this.link.destroy(), GRACE_MS)
    }, GRACE_MS)
  }

  /** When the command has ended. */
  release(): void {
    clearTimeout(this.#timer)
  }

  /** Resolves when the processes have the signal. */
  async #send(signal: string): Promise<void> {
    try {
      const {channel, ended} = await this.link.start(signalLine(signal, this.mark))
      channel.end()
      channel.resume().stderr.resume()
      // Where there is no /proc to look in, the server passes the signal on to the command itself.
      if ((await ended)?.exitCode !== 0) this.channel.signal(signal)
    } catch {
      // The connection is gone, and the wait for the command ends by that.
    }
  }
}

/** Sends a signal to every process with the mark; status 1 when there is none. */
function signalLine(signal: string, mark: string): string {
  return [
    'found=1',
    `for e in /proc/[0-9]*/environ; do if grep -qs ${MARK}=${mark} "$e"; then p=\${e#/proc/}`,
    `kill -s ${signal} "\${p%/environ}" && found=0; fi; done; exit $found`,
  ].join('; ')
}
