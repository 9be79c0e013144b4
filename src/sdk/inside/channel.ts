import type {Duplex, Readable, Writable} from 'node:stream'
import type {CopyOptions, CopyResult} from './copy.js'

/** A command for a session. */
export interface RemoteCommand {
  /** Several words are one command as they are; a single word is a line for the session's shell. */
  words: readonly string[]
  /** Added to the session's environment. */
  env?: Readonly<Record<string, string>>
  /** Folder to start in; the session's home (`/home/work`) without. */
  cwd?: string | undefined
}

/** What a command is connected to, and how long it may take. */
export interface CommandStreams {
  /** Read to its end; without, the command finds its standard input empty. */
  stdin?: Readable | undefined
  /** Not ended by the command. */
  stdout: Writable
  stderr: Writable
  /** Ctrl-C: interrupts the command, ends it when it does not heed that, then rejects with `AbortedError`. */
  signal?: AbortSignal | undefined
  /** Longest time the command may take; then it is ended and `CommandTimeoutError` tells. None without. */
  timeoutMs?: number | undefined
}

/** How a command ended. */
export interface CommandEnd {
  /** Its exit code; 128 and the signal's number when a signal ended it, as shells count. */
  exitCode: number
  /** Name of the signal that ended it (`TERM`), when one did. */
  signal: string | null
}

/** Rows and columns of a terminal. */
export interface TerminalSize {
  rows: number
  columns: number
}

/** A terminal to open. */
export interface TerminalOptions {
  /** Name of the terminal's kind (`TERM`), such as xterm-256color. */
  kind: string
  size: TerminalSize
  /** Ends the shell, with what runs in it. */
  signal?: AbortSignal | undefined
}

/** A shell on a terminal of its own. */
export interface RemoteTerminal {
  /** Sends what was typed. */
  type(keys: Buffer): void
  /** Tells the shell that its window has another size. */
  resize(size: TerminalSize): void
  /** Shows what it writes until it ends. Rejects with `AbortedError`, `SessionFailedError`, `UnreachableError`. */
  show(screen: Writable): Promise<CommandEnd>
}

/** An open way into a running session. */
export interface SessionChannel {
  /** `ssh`: the session's own ssh server. `execute`: the manager's execute API, which takes and gives text only. */
  readonly kind: 'ssh' | 'execute'
  /**
   * Runs a command to its end. Rejects with `CommandTimeoutError`, `AbortedError`, `SessionFailedError` when the session
   * ends under it, `UnreachableError` when the connection is lost.
   */
  run(command: RemoteCommand, streams: CommandStreams): Promise<CommandEnd>
  /**
   * Copies a file or folder of this machine into the session; a path there counts from its home. What is there already
   * is replaced file by file, when all has arrived. Rejects with `CopyError`, `NotFoundError`, `AbortedError`.
   */
  upload(options: CopyOptions): Promise<CopyResult>
  /** Copies a file or folder out of the session, in the same way. Links that point out of it are refused. */
  download(options: CopyOptions): Promise<CopyResult>
  /** Starts the session's login shell on a terminal. */
  shell(options: TerminalOptions): Promise<RemoteTerminal>
  /** Opens a connection to a port inside the session. Rejects with `UnreachableError` when nobody listens there. */
  connect(port: number): Promise<Duplex>
  /** Closes the connection. Commands that run in it end. */
  close(): void
}
