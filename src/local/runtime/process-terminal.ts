import {constants} from 'node:os'
import {PassThrough, Writable} from 'node:stream'
import type * as Pty from '@lydell/node-pty'
import {commandLine, type CommandPlace, type ProcessCommand} from './process-command.js'
import {signalGroup} from './process-identity.js'
import type {CommandSpec, KernelExit, Terminal, TerminalSize} from './runtime.js'

/** Output that may wait for its reader; what a program's last breath leaves in the terminal itself is less. */
const WAITING_BYTES = 1024 * 1024
/** What Ctrl-D sends. */
const END_OF_INPUT = '\u0004'

/** A terminal was asked for on a system for which there is no program that makes one. */
export class NoTerminalError extends Error {
  constructor(cause: unknown) {
    super(
      `No terminal can be made here: node-pty is not installed for ${process.platform}-${process.arch}. ` +
        'Install bai with its optional dependencies, or run the command without a terminal.',
      {cause},
    )
    this.name = 'NoTerminalError'
  }
}

/** Starts a command in a terminal of its own. @throws NoTerminalError */
export async function runInTerminal(
  command: CommandSpec & {terminal: Terminal},
  place: CommandPlace,
): Promise<ProcessCommand> {
  const {terminal} = command
  const {spawn} = await loadLibrary()
  const pty = spawn('/bin/sh', commandLine(command, place), {
    name: terminal.type,
    rows: terminal.rows,
    cols: terminal.columns,
    env: {...place.environ, ...command.environ, TERM: terminal.type},
    // Bytes, not text: a letter may be cut in two.
    encoding: null,
  })
  return new TerminalCommand(pty)
}

async function loadLibrary(): Promise<Pick<typeof Pty, 'spawn'>> {
  try {
    return await import('@lydell/node-pty')
  } catch (error) {
    throw new NoTerminalError(error)
  }
}

/** A terminal takes bytes too; the library's types only tell of text. */
interface ByteTerminal extends Pick<Pty.IPty, 'pid' | 'onData' | 'onExit' | 'pause' | 'resume' | 'resize'> {
  write(data: string | Uint8Array): void
}

class TerminalCommand implements ProcessCommand {
  readonly groupId: number
  readonly stdin: Writable
  readonly stdout = new PassThrough({readableHighWaterMark: WAITING_BYTES})
  readonly stderr = new PassThrough()
  readonly ended: Promise<KernelExit>

  constructor(private readonly pty: ByteTerminal) {
    this.groupId = pty.pid
    this.stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        pty.write(chunk)
        done()
      },
      final: (done) => {
        pty.write(END_OF_INPUT)
        done()
      },
    })
    this.stderr.end()
    pty.onData((data) => {
      if (!this.stdout.write(data)) pty.pause()
    })
    this.stdout.on('drain', () => pty.resume())
    this.ended = new Promise((resolve) => {
      pty.onExit(({exitCode, signal}) => {
        this.stdout.end()
        const name = signal ? signalName(signal) : null
        resolve({code: name === null ? exitCode : null, signal: name})
      })
    })
  }

  signal(signal: NodeJS.Signals): void {
    signalGroup(this.groupId, signal)
  }

  resize({rows, columns}: TerminalSize): void {
    this.pty.resize(columns, rows)
  }
}

function signalName(number: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number)
  // The system's table has nothing but names of signals as its keys.
  return found ? (found[0] as NodeJS.Signals) : null
}
