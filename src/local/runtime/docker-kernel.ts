import {spawn, type ChildProcess} from 'node:child_process'
import {isAbsolute, join, relative, resolve} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {docker, dockerIfThere} from './docker-cli.js'
import {runInContainer} from './docker-command.js'
import type {
  CommandSpec,
  KernelExit,
  KernelUsage,
  RunningCommand,
  RunningKernel,
  SocketAddress,
  StopOptions,
} from './runtime.js'

/** The home of every kernel, as in containers of the platform. */
export const CONTAINER_HOME = '/home/work'

/** Between two tries to ask an engine that does not answer. */
const ASK_AGAIN_MS = 1000
/** Signals all that runs in the container, its main program last: that one ends when its work has. */
const TERMINATE = 'kill -s TERM -- -1; kill -s TERM 1'
const INTERRUPT = "trap '' INT; kill -s INT -- -1"
/** Prints the bytes of memory, and the time on the cores with its unit. */
const USAGE = `cd /sys/fs/cgroup
if [ -f memory.current ]; then cat memory.current; sed -n 's/^usage_usec \\(.*\\)/\\1 us/p' cpu.stat
else cat memory/memory.usage_in_bytes; echo "$(cat cpuacct/cpuacct.usage) ns"; fi`

/** One container. It outlives the manager process and is found again by its name. */
export class DockerKernel implements RunningKernel {
  readonly home = CONTAINER_HOME
  readonly ended: Promise<KernelExit>
  private waiting: ChildProcess | undefined
  private isLetGo = false

  constructor(
    readonly kernelId: string,
    readonly containerId: string,
    readonly workFolder: string,
  ) {
    this.ended = this.waitForEnd()
  }

  /** Stops watching; the container goes on. */
  letGo(): void {
    this.isLetGo = true
    this.waiting?.kill()
  }

  async stop({graceMs}: StopOptions): Promise<KernelExit> {
    if (graceMs > 0) {
      await this.inside(TERMINATE)
      await Promise.race([this.ended, pause(graceMs, undefined, {ref: false})])
    }
    await dockerIfThere(['kill', this.containerId]).catch((error: unknown) => {
      // It ended by itself a moment before.
      if (!/is not running/i.test(String(error))) throw error
    })
    return this.ended
  }

  interrupt(): void {
    void this.inside(INTERRUPT)
  }

  run(command: CommandSpec): Promise<RunningCommand> {
    return runInContainer(this.containerId, {...command, cwd: resolve(this.home, command.cwd ?? '.')})
  }

  /** Only the home is a folder of this machine. */
  hostPath(path: string): string | undefined {
    const within = relative(CONTAINER_HOME, resolve(CONTAINER_HOME, path))
    const isInHome = within !== '..' && !within.startsWith('../') && !isAbsolute(within)
    return isInHome ? join(this.workFolder, within) : undefined
  }

  async address(port: number): Promise<SocketAddress> {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}'
    const [host] = (await docker(['container', 'inspect', '--format', format, this.containerId]))
      .trim()
      .split(' ')
    if (!host) throw new Error('The container has no address.')
    return {host, port}
  }

  /** As the container's own cgroup tells, whichever version it is of. */
  async usage(): Promise<KernelUsage | undefined> {
    const text = await docker(['exec', this.containerId, 'sh', '-c', USAGE]).catch(() => '')
    const [, memory, cpu, unit] = /^(\d+)\n(\d+) (us|ns)$/m.exec(text) ?? []
    if (memory === undefined) return undefined
    return {memoryBytes: Number(memory), cpuMs: Math.round(Number(cpu) / (unit === 'us' ? 1e3 : 1e6))}
  }

  /** A container that has no shell left, or has ended, cannot be asked: its end is seen all the same. */
  private async inside(line: string): Promise<void> {
    await docker(['exec', '--user', '0', this.containerId, 'sh', '-c', line]).catch(() => undefined)
  }

  private async waitForEnd(): Promise<KernelExit> {
    for (;;) {
      const code = await this.exitCode()
      if (code !== undefined) return {code, signal: null}
      // Never again: whoever let go does not wait.
      if (this.isLetGo) return new Promise(() => undefined)
      if (await isGone(this.containerId)) return {code: null, signal: null}
      await pause(ASK_AGAIN_MS, undefined, {ref: false})
    }
  }

  /** What `docker wait` says; undefined when it could not wait to the end. */
  private exitCode(): Promise<number | undefined> {
    return new Promise((settle) => {
      const child = spawn('docker', ['wait', this.containerId], {stdio: ['ignore', 'pipe', 'ignore']})
      this.waiting = child
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
      child.once('error', () => settle(undefined))
      child.once('close', () => settle(/^\d+\s*$/.test(text) ? Number(text) : undefined))
    })
  }
}

async function isGone(containerId: string): Promise<boolean> {
  try {
    await docker(['container', 'inspect', '--format', '{{.Id}}', containerId])
    return false
  } catch (error) {
    return /no such (container|object)/i.test(String(error))
  }
}
