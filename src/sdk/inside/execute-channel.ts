import {randomBytes, randomUUID} from 'node:crypto'
import type {Duplex} from 'node:stream'
import {UnsupportedError} from '../errors.js'
import type {CommandEnd, CommandStreams, RemoteCommand, RemoteTerminal, SessionChannel} from './channel.js'
import {commandLine} from './command-line.js'
import {isReaderGone, withinLimits} from './command-limits.js'
import type {CopyOptions, CopyResult} from './copy.js'
import {executeScript} from './execute-script.js'
import {ExecutedCommand, type ExecutePlace} from './executed-command.js'
import {CommandEnding, endedBy, MARK} from './remote-processes.js'
import {downloadTree, uploadTree} from './ssh-copy.js'

/**
 * The manager's execute API and its file routes: a way in where a session has no ssh server. The API only starts a
 * command; every byte goes by files. There is no terminal and there are no ports by it.
 */
export class ExecuteChannel implements SessionChannel {
  readonly kind = 'execute'

  constructor(private readonly place: ExecutePlace) {}

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
    return end
  }

  upload(options: CopyOptions): Promise<CopyResult> {
    return uploadTree((command, streams) => this.run(command, streams), options)
  }

  download(options: CopyOptions): Promise<CopyResult> {
    return downloadTree((command, streams) => this.run(command, streams), options)
  }

  async shell(): Promise<RemoteTerminal> {
    throw this.#cannot('a terminal')
  }

  async connect(): Promise<Duplex> {
    throw this.#cannot('a port')
  }

  close(): void {
    // Nothing is open between two commands.
  }

  #cannot(what: string): UnsupportedError {
    return new UnsupportedError(`The execute API gives no way to ${what} of ${this.place.session.name}.`, {
      hints: ['It needs an ssh server in the session, which this one does not have.'],
    })
  }
}
