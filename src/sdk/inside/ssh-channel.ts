import {randomUUID} from 'node:crypto'
import {Duplex, PassThrough} from 'node:stream'
import {pipeline} from 'node:stream/promises'
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
import {CommandEnding, endedBy, MARK} from './remote-processes.js'
import {processesBySsh} from './ssh-processes.js'
import {unlessWithSession} from './session-fate.js'
import {openTerminal} from './ssh-terminal.js'
import {downloadTree, uploadTree} from './tree-copy.js'
import type {RemoteLine, SshLink} from './ssh-link.js'

/** The session's own ssh server: streams are bytes, end codes are the command's. */
export class SshChannel implements SessionChannel {
  readonly kind = 'ssh'

  /** @param whyLost makes the error for a connection that ends while a command runs */
  constructor(
    private readonly link: SshLink,
    private readonly whyLost: () => Promise<Error>,
  ) {}

  async run(command: RemoteCommand, streams: CommandStreams): Promise<CommandEnd> {
    streams.signal?.throwIfAborted()
    const mark = randomUUID()
    const line = await this.link.start(commandLine({...command, env: {...command.env, [MARK]: mark}}))
    const ending = new CommandEnding(processesBySsh(this.link, line.channel, mark))
    const end = await withinLimits(streams, ending, () => this.#toItsEnd(line, streams, ending))
    if (!end) throw await this.whyLost()
    return unlessWithSession(end, this.whyLost)
  }

  upload(options: CopyOptions): Promise<CopyResult> {
    return uploadTree((command, streams) => this.run(command, streams), options)
  }

  download(options: CopyOptions): Promise<CopyResult> {
    return downloadTree((command, streams) => this.run(command, streams), options)
  }

  shell(options: TerminalOptions): Promise<RemoteTerminal> {
    return openTerminal(this.link, options, this.whyLost)
  }

  async connect(port: number): Promise<Duplex> {
    const channel = await this.link.connect(port)
    const readable = new PassThrough()
    const pumped = this.link.backlog.pump(channel, readable)
    pumped.then(() => readable.end()).catch(() => channel.destroy())
    return Duplex.from({readable, writable: channel})
  }

  close(): void {
    this.link.close()
  }

  /** Connects the streams; resolves when the command has ended and all it wrote is written. */
  async #toItsEnd(
    {channel, ended}: RemoteLine,
    {stdin, stdout, stderr}: CommandStreams,
    ending: CommandEnding,
  ): Promise<CommandEnd | undefined> {
    // Not waited for: the command may end before it has read everything.
    if (stdin) pipeline(stdin, channel).catch(() => undefined)
    else channel.end()
    const {backlog} = this.link
    try {
      const [end] = await Promise.all([
        ended,
        backlog.pump(channel, stdout),
        backlog.pump(channel.stderr, stderr),
      ])
      return end
    } catch (error) {
      // Nobody reads any more what it writes.
      ending.ask('unread')
      await ended
      if (isReaderGone(error)) return endedBy('PIPE')
      throw error
    } finally {
      stdin?.destroy()
    }
  }
}
