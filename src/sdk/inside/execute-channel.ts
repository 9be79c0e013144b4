import {randomBytes, randomUUID} from 'node:crypto'
import type {Duplex} from 'node:stream'
import {UnsupportedError} from '../errors.js'
import type {
  CommandEnd,
  CommandStreams,
  RemoteCommand,
  RemoteTerminal,
  SessionChannel,
  TerminalOptions,
} from './channel.js'
import {commandLine} from './command-line.js'
import {isReaderGone, withinLimits} from './command-limits.js'
import type {CopyOptions, CopyResult} from './copy.js'
import {executeScript} from './execute-script.js'
import {ExecutedCommand, type ExecutePlace} from './executed-command.js'
import type {PtyPlace} from './pty-terminal.js'
import {CommandEnding, endedBy, MARK} from './remote-processes.js'
import {unlessWithSession} from './session-fate.js'
import {downloadTree, uploadTree} from './tree-copy.js'

/**
 * The manager's execute API and its file routes: a way in where a session has no ssh server. The API only starts a
 * command; every byte goes by files. Terminals are a stream of the manager's; ports cannot be had.
 */
export class ExecuteChannel implements SessionChannel {
  readonly kind = 'execute'

  constructor(private readonly place: ExecutePlace & PtyPlace) {}

  async run(command: RemoteCommand, streams: CommandStreams): Promise<CommandEnd> {
    streams.signal?.throwIfAborted()
    const [id, mark] = [randomBytes(8).toString('hex'), randomUUID()]
    const line = commandLine({...command, env: {...command.env, [MARK]: mark}})
    const executed = new ExecutedCommand(this.place, id, streams)
    const ending = new CommandEnding(executed)
    const script = executeScript(id, {line, mark, hasInput: streams.stdin !== undefined})
    const end = await withinLimits(streams, ending, async () => {
      try {
        return await executed.toItsEnd(script)
      } catch (error) {
        if (isReaderGone(error)) return endedBy('PIPE')
        // The reason for what follows from Ctrl-C and the deadline is theirs.
        if (ending.reason !== undefined) return undefined
        throw error
      }
    })
    if (!end) throw await this.place.whyLost()
    return unlessWithSession(end, this.place.whyLost)
  }

  upload(options: CopyOptions): Promise<CopyResult> {
    return uploadTree((command, streams) => this.run(command, streams), options)
  }

  download(options: CopyOptions): Promise<CopyResult> {
    return downloadTree((command, streams) => this.run(command, streams), options)
  }

  /** The manager has a stream for terminals. */
  async shell(options: TerminalOptions): Promise<RemoteTerminal> {
    const {openPtyTerminal} = await import('./pty-terminal.js')
    return openPtyTerminal(this.place, options)
  }

  async connect(): Promise<Duplex> {
    const {name} = this.place.session
    throw new UnsupportedError(`Nothing leads to the ports of ${name}: it has no ssh server.`, {
      hints: [`What it serves all the same: \`bai session app ${name}\`.`],
    })
  }

  close(): void {
    // Nothing is open between two commands.
  }
}
