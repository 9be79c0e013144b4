import type {Readable, Writable} from 'node:stream'
import type {DeviceShare, SessionMount, SessionType} from '../cluster/model.js'

/** How kernels are run: as process groups, or as containers of this machine's Docker engine. */
export const RUNTIMES = ['process', 'docker'] as const
export type RuntimeName = (typeof RUNTIMES)[number]

/** Names one kernel. It is enough to find its process again after a restart. */
export interface KernelIdentity {
  sessionId: string
  kernelId: string
}

/** Everything a runtime needs to start one kernel. */
export interface KernelSpec extends KernelIdentity {
  type: SessionType
  hostname: string
  /** Folder of the image; `bin` in it comes first on the PATH. */
  imageFolder: string
  /** What a container engine knows the image by. */
  imageId: string
  /** Labels that the platform's agents give a container. */
  labels: Readonly<Record<string, string>>
  environ: Readonly<Record<string, string>>
  startupCommand: string | null
  bootstrapScript: string | null
  limits: KernelLimits
  gpus: readonly GpuShare[]
  /** Storage folders, below the home. */
  mounts: readonly SessionMount[]
}

export interface KernelLimits {
  cpu: string
  memoryBytes: number
}

/** A share of one simulated GPU, with the memory it stands for. */
export interface GpuShare extends DeviceShare {
  model: string
  memoryBytes: number
}

/** How a kernel ended. `code` is null when it was not seen, or a signal ended it. */
export interface KernelExit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface StopOptions {
  /** Time between asking and killing; 0 kills at once. */
  graceMs: number
}

/** Size of a terminal, in characters. */
export interface TerminalSize {
  rows: number
  columns: number
}

/** The terminal a command gets. */
export interface Terminal extends TerminalSize {
  /** What it can do, as `TERM` names it. */
  type: string
}

/** A program to run in a kernel beside its main one. */
export interface CommandSpec {
  /** The program, looked up on the kernel's PATH, and its arguments. */
  argv: readonly [string, ...string[]]
  /** Variables beside the kernel's own; they win over those. */
  environ?: Readonly<Record<string, string>>
  /** Folder to start in as the kernel names it; from its home on when relative. Its home when absent. */
  cwd?: string
  /** Gives it a terminal; everything it writes then comes on `stdout`. */
  terminal?: Terminal
}

/**
 * A command that runs. One whose program or folder is not there says so on `stderr` and ends with 127 or 126, as under
 * a shell.
 */
export interface RunningCommand {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the program has ended and its output has been read. Never rejects. */
  readonly ended: Promise<KernelExit>
  /** Signals the program and what it started. */
  signal(signal: NodeJS.Signals): void
  /** Changes the size of its terminal; nothing happens without one. */
  resize(size: TerminalSize): void
}

/** Where something listens. */
export interface SocketAddress {
  host: string
  port: number
}

/** A kernel that runs: what is done inside of it goes through here. */
export interface RunningKernel {
  readonly kernelId: string
  /** What managers show as `container_id`. */
  readonly containerId: string
  /** The kernel's home on this machine: where files are copied to and commands start. */
  readonly workFolder: string
  /** The kernel's home as its own programs name it. */
  readonly home: string
  /** Resolves once when the kernel ends, by itself or by `stop`. Never rejects. */
  readonly ended: Promise<KernelExit>
  /** Ends the kernel and everything it started, commands too. Resolves when all of it is gone. */
  stop(options: StopOptions): Promise<KernelExit>
  /** Sends an interrupt (Ctrl-C) to what runs in it. */
  interrupt(): void
  /** Runs a further command. Rejects when the system gives no process, or no terminal. */
  run(command: CommandSpec): Promise<RunningCommand>
  /** Where a file of the kernel is on this machine, from its absolute name inside. Undefined when it is on no path here. */
  hostPath(path: string): string | undefined
  /** Where a port that a program in the kernel listens on is reached from this machine. */
  address(port: number): Promise<SocketAddress>
  /** What it uses, with all it started. Undefined where this machine does not tell. */
  usage(): Promise<KernelUsage | undefined>
}

/** What a kernel uses of this machine. */
export interface KernelUsage {
  /** Time that its processes had on the cores so far. */
  cpuMs: number
  /** What they hold of the memory. */
  memoryBytes: number
}

/** A kernel could not be started: its image is gone, or the system gave no process. */
export class KernelStartError extends Error {
  constructor(kernelId: string, options: ErrorOptions) {
    super(`Kernel ${kernelId} could not be started.`, options)
    this.name = 'KernelStartError'
  }
}

/** What was found of a kernel that ran when the manager stopped. */
export type Adoption =
  {kind: 'running'; kernel: RunningKernel} | {kind: 'ended'; exit: KernelExit} | {kind: 'lost'}

/** Runs kernels: as process groups, or as containers. */
export interface Runtime {
  readonly name: RuntimeName
  /** Starts a kernel; resolves when its process exists. */
  start(spec: KernelSpec): Promise<RunningKernel>
  /** Finds a kernel that an earlier manager process started. */
  adopt(kernel: KernelIdentity): Promise<Adoption>
  /** All output so far, also after the end. Empty for a kernel that never started. */
  logs(sessionId: string, kernelId: string): Promise<string>
  /** Removes the files of a kernel that has ended; its output stays. */
  discard(sessionId: string, kernelId: string): Promise<void>
  /** Ends every kernel that any manager process started here and left behind. */
  endLeftovers(): Promise<void>
  /** Leaves the kernels running and lets go of them. */
  detach(): void
}
