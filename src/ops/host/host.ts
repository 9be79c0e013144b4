import type {Readable, Writable} from 'node:stream'

/** How a program is started on a host. Arguments are an array everywhere; over ssh a library quotes them. */
export interface RunOptions {
  /** Extra environment of the program; secrets travel here, never in the arguments. */
  env?: Readonly<Record<string, string>> | undefined
  cwd?: string | undefined
  /**
   * Text or bytes for its standard input; closed after them. `run` without it gives none. `start` without it leaves
   * stdin to the caller; over ssh `''` makes the program end with the connection, even when this process is killed.
   */
  input?: string | Uint8Array
  /** Run with root's rights: as is when the account is root, by `sudo -n` otherwise. */
  asRoot?: boolean | undefined
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
  /** Exit codes that are no failure; only 0 when absent. `any` for all. */
  accept?: readonly number[] | 'any'
}

/** How a program ended, and all it wrote. A status that is not 0 is no rejection. */
export interface RunResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** A program that is running, with its streams. Read or resume both: a full pipe makes the program wait. */
export interface Running {
  stdin: Writable
  stdout: Readable
  stderr: Readable
  /** Settles when the program has ended, whatever the streams hold yet: both this and the streams must be awaited. Rejects as `run` does. */
  done: Promise<{exitCode: number}>
  /** Ends it: SIGTERM, then SIGKILL; over ssh the remote program as well. */
  stop(): Promise<void>
}

/**
 * A machine of the installation. Everything in `ops/` speaks to machines only through this: local processes or the
 * system's ssh are behind it.
 */
export interface Host {
  /** The site file's name of it. */
  readonly name: string
  readonly kind: 'local' | 'ssh'
  /**
   * Runs a program and collects what it prints (bounded). Rejects with `ProgramFailedError`, `OpsUnreachableError`
   * (no connection, time is up), `OpsNotAllowedError` (sudo wants a password), `OpsNotFoundError` (no such program).
   */
  run(command: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Starts a program whose output is a stream. */
  start(command: readonly string[], options?: RunOptions): Promise<Running>
  /** The exact command line a person could paste to do the same, for --dry-run. */
  commandLine(command: readonly string[], options?: RunOptions): string
  /** A whole file; with `asRoot` read by `sudo cat`. Rejects when there is none, or it may not be read. */
  readFile(path: string, options?: RunOptions): Promise<Buffer>
  /** Writes a whole file at once: temporary name, fsync, rename. */
  writeFile(path: string, content: string | Uint8Array, options?: RunOptions & {mode?: number}): Promise<void>
  /**
   * Where a port that is seen from this host can be reached from here, until `close`: the address itself on this
   * machine, a tunnel over ssh.
   */
  reach(address: {hostname: string; port: number}): Promise<{hostname: string; port: number}>
  /** Closes kept connections. */
  close(): Promise<void>
}
