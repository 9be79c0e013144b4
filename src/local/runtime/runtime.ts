import type {DeviceShare, SessionType} from '../cluster/model.js'

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
  environ: Readonly<Record<string, string>>
  startupCommand: string | null
  bootstrapScript: string | null
  limits: KernelLimits
  gpus: readonly GpuShare[]
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

/**
 * A kernel that runs. What is planned to attach here: running a further command in it, its files (`workFolder`),
 * an ssh server and its application ports.
 */
export interface RunningKernel {
  readonly kernelId: string
  /** What managers show as `container_id`. */
  readonly containerId: string
  /** The kernel's home, where files are copied to and commands start. */
  readonly workFolder: string
  /** Resolves once when the kernel ends, by itself or by `stop`. Never rejects. */
  readonly ended: Promise<KernelExit>
  /** Ends the kernel and everything it started. Resolves when all of it is gone. */
  stop(options: StopOptions): Promise<KernelExit>
  /** Sends an interrupt (Ctrl-C) to what runs in it. */
  interrupt(): void
}

/** What was found of a kernel that ran when the manager stopped. */
export type Adoption =
  {kind: 'running'; kernel: RunningKernel} | {kind: 'ended'; exit: KernelExit} | {kind: 'lost'}

/** Runs kernels: as process groups now, as containers later. */
export interface Runtime {
  readonly name: string
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
