import {readFile} from 'node:fs/promises'
import {isAbsolute, join, relative, resolve} from 'node:path'
import {z} from 'zod'
import {runPiped, type ProcessCommand} from './process-command.js'
import {
  groupExists,
  isAlive,
  processesWith,
  signalGroup,
  signalProcess,
  type ProcessIdentity,
} from './process-identity.js'
import type {KernelFolders} from './process-script.js'
import {runInTerminal} from './process-terminal.js'
import {usageOf} from './process-usage.js'
import type {
  CommandSpec,
  KernelExit,
  KernelUsage,
  RunningCommand,
  RunningKernel,
  SocketAddress,
  StopOptions,
} from './runtime.js'

/** File with the variables that commands in a kernel get. */
export const ENVIRONMENT_FILE = 'environment.json'

/** What programs call the home of a kernel wherever managers run containers. */
export const CONTAINER_HOME = '/home/work'

const POLL_MS = 50
const ADOPTED_POLL_MS = 500
// A killed group can leave zombies that nobody collects; they hold nothing.
const KILL_WAIT_MS = 5000

/** One process group. It is not always our child: after a restart of the manager it belongs to nobody, and is watched. */
export class ProcessKernel implements RunningKernel {
  readonly containerId: string
  readonly workFolder: string
  readonly home: string
  readonly ended: Promise<KernelExit>
  private finish: (exit: KernelExit) => void = () => undefined
  private done = false
  private watch: NodeJS.Timeout | undefined
  private readonly commands = new Set<ProcessCommand>()
  /** Something may run outside of the main group: a command, or what an earlier manager process started. */
  private hasOthers = false

  constructor(
    readonly kernelId: string,
    readonly identity: ProcessIdentity,
    private readonly folders: KernelFolders,
  ) {
    this.containerId = kernelId.replaceAll('-', '').padEnd(64, '0')
    this.workFolder = folders.workFolder
    this.home = folders.workFolder
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
    this.killOthers()
    this.finish(exit)
  }

  /** Watches a process that is not our child until it is gone. */
  watchForEnd(): void {
    this.hasOthers = true
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
        for (const command of this.commands) command.signal('SIGTERM')
        await this.waitForGroup(options.graceMs)
      }
      signalGroup(this.identity.pid, 'SIGKILL')
      this.killOthers()
      await this.waitForGroup(KILL_WAIT_MS)
    }
    return Promise.race([this.ended, readExit(this.folders.folder)])
  }

  interrupt(): void {
    signalGroup(this.identity.pid, 'SIGINT')
  }

  async run(command: CommandSpec): Promise<RunningCommand> {
    const environ = await this.environment()
    const folder = this.hostPath(resolve(this.home, command.cwd ?? '.'))
    this.hasOthers = true
    const {terminal} = command
    const place = {environ, folder}
    const running = await (terminal ? runInTerminal({...command, terminal}, place) : runPiped(command, place))
    // It may have been started while the kernel ended.
    if (this.done) running.signal('SIGKILL')
    this.commands.add(running)
    void running.ended.then(() => this.commands.delete(running))
    return running
  }

  /** Sessions have no file system of their own: only their home has a second name. */
  hostPath(path: string): string {
    const within = relative(CONTAINER_HOME, resolve(path))
    const isInHome = within !== '..' && !within.startsWith('../') && !isAbsolute(within)
    return isInHome ? join(this.workFolder, within) : resolve(path)
  }

  /** Sessions have no network of their own. */
  async address(port: number): Promise<SocketAddress> {
    return {host: '127.0.0.1', port}
  }

  async usage(): Promise<KernelUsage | undefined> {
    // Only Linux shows whose process one is.
    if (process.platform !== 'linux') return undefined
    return usageOf(processesWith(`BACKENDAI_KERNEL_ID=${this.kernelId}`))
  }

  private async environment(): Promise<Record<string, string>> {
    const text = await readFile(join(this.folders.folder, ENVIRONMENT_FILE), 'utf8')
    return z.record(z.string(), z.string()).parse(JSON.parse(text))
  }

  /** Ends commands, and what left its process group. */
  private killOthers(): void {
    if (!this.hasOthers) return
    for (const command of this.commands) command.signal('SIGKILL')
    for (const pid of processesWith(`BACKENDAI_KERNEL_ID=${this.kernelId}`)) signalProcess(pid, 'SIGKILL')
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
