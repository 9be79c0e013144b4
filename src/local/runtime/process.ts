import {spawn, type ChildProcess} from 'node:child_process'
import {mkdir, open, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {dirname, join, relative} from 'node:path'
import type {SessionMount} from '../cluster/model.js'
import {putSessionKey} from '../ssh/keys.js'
import {environmentOf, identify} from './process-identity.js'
import {CONTAINER_HOME, ENVIRONMENT_FILE, ProcessKernel, readExit} from './process-kernel.js'
import {commandEnvironment, KERNEL_SCRIPT, kernelEnvironment, type KernelFolders} from './process-script.js'
import {writeGpuTools} from './simulated-gpu.js'
import {
  KernelStartError,
  type Adoption,
  type KernelIdentity,
  type KernelSpec,
  type RunningKernel,
  type Runtime,
} from './runtime.js'

const MAX_LOG_BYTES = 1024 * 1024

/** Runs every kernel as a process group of its own, in its own folder, outliving this process. */
export class ProcessRuntime implements Runtime {
  readonly name = 'process'
  private readonly kernels = new Set<ProcessKernel>()
  private tools: Promise<void> | undefined

  constructor(private readonly sessionsFolder: string) {}

  async start(spec: KernelSpec): Promise<RunningKernel> {
    try {
      const folders = await this.prepare(spec)
      if (spec.gpus.length > 0) await (this.tools ??= writeGpuTools(folders.toolsFolder))
      const child = await launch(spec, folders)
      return await this.own(spec, child, folders)
    } catch (cause) {
      throw new KernelStartError(spec.kernelId, {cause})
    }
  }

  async adopt(spec: KernelIdentity): Promise<Adoption> {
    const folders = this.folders(spec.sessionId, spec.kernelId)
    const pid = Number(await readFile(join(folders.folder, 'pid'), 'utf8').catch(() => ''))
    const identity = pid > 0 ? await identify(pid) : undefined
    if (identity && (await this.isKernel(pid, spec.kernelId, folders))) {
      const kernel = new ProcessKernel(spec.kernelId, identity, folders)
      this.keep(kernel)
      kernel.watchForEnd()
      return {kind: 'running', kernel}
    }
    const exit = await readExit(folders.folder)
    return exit.code === null ? {kind: 'lost'} : {kind: 'ended', exit}
  }

  async logs(sessionId: string, kernelId: string): Promise<string> {
    const file = await open(join(this.folders(sessionId, kernelId).folder, 'console.log'), 'r').catch(
      () => undefined,
    )
    if (!file) return ''
    try {
      const {size} = await file.stat()
      const length = Math.min(size, MAX_LOG_BYTES)
      const {buffer} = await file.read(Buffer.alloc(length), 0, length, size - length)
      return buffer.toString('utf8')
    } finally {
      await file.close()
    }
  }

  async discard(sessionId: string, kernelId: string): Promise<void> {
    const {folder, workFolder} = this.folders(sessionId, kernelId)
    await rm(workFolder, {recursive: true, force: true, maxRetries: 3})
    await rm(join(folder, 'tmp'), {recursive: true, force: true})
  }

  async endLeftovers(): Promise<void> {
    for (const sessionId of await namesIn(this.sessionsFolder)) {
      for (const kernelId of await namesIn(join(this.sessionsFolder, sessionId))) {
        const adoption = await this.adopt({sessionId, kernelId})
        if (adoption.kind === 'running') await adoption.kernel.stop({graceMs: 0})
      }
    }
  }

  detach(): void {
    for (const kernel of this.kernels) kernel.letGo()
    this.kernels.clear()
  }

  private async prepare(spec: KernelSpec): Promise<KernelFolders> {
    const folders = this.folders(spec.sessionId, spec.kernelId)
    await mkdir(folders.workFolder, {recursive: true, mode: 0o700})
    await mkdir(join(folders.folder, 'tmp'), {recursive: true, mode: 0o700})
    await putSessionKey(folders.workFolder)
    for (const mount of spec.mounts) await linkFolder(mount, folders.workFolder)
    const environ = JSON.stringify(commandEnvironment(spec, folders))
    await writeFile(join(folders.folder, ENVIRONMENT_FILE), environ, {mode: 0o600})
    if (spec.bootstrapScript !== null) {
      await writeFile(join(folders.folder, 'bootstrap.sh'), spec.bootstrapScript, {mode: 0o600})
    }
    return folders
  }

  private async own(spec: KernelSpec, child: ChildProcess, folders: KernelFolders): Promise<RunningKernel> {
    const pid = child.pid ?? 0
    const identity = (await identify(pid)) ?? {pid, startedAt: ''}
    const kernel = new ProcessKernel(spec.kernelId, identity, folders)
    this.keep(kernel)
    if (child.exitCode !== null || child.signalCode !== null) {
      kernel.exited({code: child.exitCode, signal: child.signalCode})
    } else {
      child.once('exit', (code, signal) => kernel.exited({code, signal}))
    }
    return kernel
  }

  private keep(kernel: ProcessKernel): void {
    this.kernels.add(kernel)
    void kernel.ended.then(() => this.kernels.delete(kernel))
  }

  /** A number found in a file may meanwhile be someone else's: ask the process itself where the system lets us. */
  private async isKernel(pid: number, kernelId: string, folders: KernelFolders): Promise<boolean> {
    if (process.platform === 'linux') return environmentOf(pid).includes(`BACKENDAI_KERNEL_ID=${kernelId}`)
    const noted = await readFile(join(folders.folder, 'identity'), 'utf8').catch(() => '')
    return noted === (await identify(pid))?.startedAt
  }

  private folders(sessionId: string, kernelId: string): KernelFolders {
    const folder = join(this.sessionsFolder, sessionId, kernelId)
    return {folder, workFolder: join(folder, 'work'), toolsFolder: join(this.sessionsFolder, '.tools')}
  }
}

/**
 * Puts a storage folder into the home of a kernel. A process sees it by a link, and so with the rights of its user: what
 * may only be read is not kept from being written.
 */
async function linkFolder({path, source}: SessionMount, workFolder: string): Promise<void> {
  const link = join(workFolder, relative(CONTAINER_HOME, path))
  await mkdir(dirname(link), {recursive: true})
  await symlink(source, link)
}

/** Starts the script with its output going straight to the log file, so that nothing of it passes through us. */
async function launch(spec: KernelSpec, folders: KernelFolders): Promise<ChildProcess> {
  const {folder, workFolder} = folders
  const log = await open(join(folder, 'console.log'), 'a', 0o600)
  try {
    const child = spawn('/bin/sh', ['-c', KERNEL_SCRIPT], {
      cwd: workFolder,
      env: kernelEnvironment(spec, folders),
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    child.unref()
    const identity = process.platform === 'linux' ? undefined : await identify(child.pid ?? 0)
    if (identity) await writeFile(join(folder, 'identity'), identity.startedAt, {mode: 0o600})
    return child
  } finally {
    await log.close()
  }
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
