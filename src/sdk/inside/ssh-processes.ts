import type {ClientChannel} from 'ssh2'
import {signalLine, type CommandProcesses, type EndSignal} from './remote-processes.js'
import type {SshLink} from './ssh-link.js'

/** The processes of a command that an ssh server runs. Closing ends nothing: it leaves one running that has no terminal. */
export function processesBySsh(link: SshLink, channel: ClientChannel, mark: string): CommandProcesses {
  return {
    drain: () => link.backlog.free(),
    cut: () => link.destroy(),
    send: (signal) => send({link, channel}, signal, mark),
  }
}

/** Resolves when the processes have the signal. */
async function send(
  {link, channel}: {link: SshLink; channel: ClientChannel},
  signal: EndSignal,
  mark: string,
): Promise<void> {
  try {
    const {channel: own, ended} = await link.start(signalLine(signal, mark))
    own.end()
    own.resume().stderr.resume()
    // Where there is no /proc to look in, the server passes the signal on to the command itself.
    if ((await ended)?.exitCode !== 0) channel.signal(signal)
  } catch {
    // The connection is gone, and the wait for the command ends by that.
  }
}
