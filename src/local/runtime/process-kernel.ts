import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {groupExists, isAlive, signalGroup, type ProcessIdentity} from './process-identity.js'
import type {KernelExit, RunningKernel, StopOptions} from './runtime.js'

const POLL_MS = 50
const ADOPTED_POLL_MS = 500
// A killed group can leave zombies that nobody collects; they hold nothing.
const KILL_WAIT_MS = 5000

/** Where one kernel's files are. */
export interface KernelFolders {
  folder: string
  workFolder: string
}

/** One process group. It is not always our child: after a restart of the manager it belongs to nobody, and is watched. */
export class ProcessKernel implements RunningKernel {
  readonly containerId: string
  readonly workFolder: string
  readonly ended: Promise<KernelExit>
  private finish: (exit: KernelExit) => void = () => undefined
  private done = false
  private watch: NodeJS.Timeout | undefined

  constructor(
    readonly kernelId: string,
    readonly identity: ProcessIdentity,
    private readonly folders: KernelFolders,
  ) {
    this.containerId = kernelId.replaceAll('-', '').padEnd(64, '0')
    this.workFolder = folders.workFolder
    this.ended = new Promise((resolve) => {
      this.finish = (exit) => {
        this.done = true
        clearInterval(this.watch)
        resolve(exit)
      }
    })
  }

  /** Tells that the main process was seen ending. */
  exited(exit: KernelExit): void {
    // Whatever the main process left behind in its group ends with it.
    signalGroup(this.identity.pid, 'SIGKILL')
    this.finish(exit)
  }

  /** Watches a process that is not our child until it is gone. */
  watchForEnd(): void {
    this.watch = setInterval(() => {
      void isAlive(this.identity).then(async (alive) => {
        if (!alive && !this.done) this.exited(await readExit(this.folders.folder))
      })
    }, ADOPTED_POLL_MS)
    this.watch.unref()
  }

  /** Stops watching; the process goes on. */
  letGo(): void {
    clearInterval(this.watch)
  }

  async stop(options: StopOptions): Promise<KernelExit> {
    if (!this.done) {
      if (options.graceMs > 0) {
        signalGroup(this.identity.pid, 'SIGTERM')
        await this.waitForGroup(options.graceMs)
      }
      signalGroup(this.identity.pid, 'SIGKILL')
      await this.waitForGroup(KILL_WAIT_MS)
    }
    return Promise.race([this.ended, readExit(this.folders.folder)])
  }

  interrupt(): void {
    signalGroup(this.identity.pid, 'SIGINT')
  }

  private async waitForGroup(limitMs: number): Promise<void> {
    const until = Date.now() + limitMs
    while (groupExists(this.identity.pid) && Date.now() < until) {
      await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, POLL_MS))])
      if (this.done) return
    }
  }
}

/** Exit code that a batch kernel noted; unknown when it did not get there. */
export async function readExit(folder: string): Promise<KernelExit> {
  const text = await readFile(join(folder, 'exit'), 'utf8').catch(() => '')
  const code = /^\d+$/.test(text.trim()) ? Number(text) : null
  return {code, signal: null}
}
