import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {putSessionKey} from '../ssh/keys.js'
import {docker, dockerIfThere, DockerFailedError, variables} from './docker-cli.js'
import {CONTAINER_HOME, DockerKernel} from './docker-kernel.js'
import {gpuEnvironment, writeGpuTools} from './simulated-gpu.js'
import {
  KernelStartError,
  type Adoption,
  type KernelIdentity,
  type KernelSpec,
  type RunningKernel,
  type Runtime,
} from './runtime.js'

/** Which cluster a container belongs to: the folder of its sessions. */
const CLUSTER_LABEL = 'bai.local.sessions'
const BOOTSTRAP = '/opt/kernel/bootstrap.sh'
const LOG_FILE = 'console.log'

/**
 * What every container runs. A batch command runs in the foreground, so that an interrupt reaches it; the shell waits
 * for it and ends with its code. Without one it only waits to be ended.
 */
const MAIN = `
umask 022
trap : INT
command=$BAI_KERNEL_COMMAND
unset BAI_KERNEL_COMMAND
if [ -f ${BOOTSTRAP} ]; then sh ${BOOTSTRAP}; fi
if [ -n "$command" ]; then sh -c "$command"; exit $?; fi
trap 'exit 0' TERM
while :; do sleep 86400 & wait $!; done
`

/** Runs every kernel as a container of this machine's Docker engine, labelled as the platform's agents label theirs. */
export class DockerRuntime implements Runtime {
  readonly name = 'docker'
  private readonly kernels = new Set<DockerKernel>()
  private tools: Promise<void> | undefined

  constructor(private readonly sessionsFolder: string) {}

  async start(spec: KernelSpec): Promise<RunningKernel> {
    const name = containerName(spec.kernelId)
    try {
      const {folder, workFolder} = await this.prepare(spec)
      const {args, environ} = variables(kernelVariables(spec))
      const id = await docker(
        [
          'run',
          '--detach',
          '--name',
          name,
          ...this.settings(spec, folder),
          ...args,
          '--entrypoint',
          '/bin/sh',
          spec.imageId,
          '-c',
          MAIN,
        ],
        {environ},
      )
      return this.keep(new DockerKernel(spec.kernelId, id.trim(), workFolder))
    } catch (cause) {
      await dockerIfThere(['rm', '--force', '--volumes', name]).catch(() => undefined)
      throw new KernelStartError(spec.kernelId, {cause})
    }
  }

  async adopt({sessionId, kernelId}: KernelIdentity): Promise<Adoption> {
    const format = '{{.Id}} {{.State.Running}} {{.State.ExitCode}}'
    const text = await docker(['container', 'inspect', '--format', format, containerName(kernelId)]).catch(
      (error: unknown) => {
        if (error instanceof DockerFailedError && error.isGone) return undefined
        throw error
      },
    )
    if (text === undefined) return {kind: 'lost'}
    const [id = '', running, code] = text.trim().split(' ')
    if (running !== 'true') return {kind: 'ended', exit: {code: Number(code), signal: null}}
    const kernel = new DockerKernel(kernelId, id, join(this.folder(sessionId, kernelId), 'work'))
    return {kind: 'running', kernel: this.keep(kernel)}
  }

  async logs(sessionId: string, kernelId: string): Promise<string> {
    try {
      return await docker(['logs', containerName(kernelId)], {both: true})
    } catch (error) {
      if (!(error instanceof DockerFailedError && error.isGone)) throw error
      return readFile(join(this.folder(sessionId, kernelId), LOG_FILE), 'utf8').catch(() => '')
    }
  }

  async discard(sessionId: string, kernelId: string): Promise<void> {
    const folder = this.folder(sessionId, kernelId)
    const text = await this.logs(sessionId, kernelId)
    if (text !== '') await writeFile(join(folder, LOG_FILE), text, {mode: 0o600})
    await dockerIfThere(['rm', '--force', '--volumes', containerName(kernelId)])
    await rm(join(folder, 'work'), {recursive: true, force: true})
  }

  async endLeftovers(): Promise<void> {
    const filter = `label=${CLUSTER_LABEL}=${this.sessionsFolder}`
    const ids = (await docker(['ps', '--all', '--quiet', '--filter', filter]))
      .split('\n')
      .filter((id) => id !== '')
    for (const id of ids) await dockerIfThere(['rm', '--force', '--volumes', id])
  }

  detach(): void {
    for (const kernel of this.kernels) kernel.letGo()
    this.kernels.clear()
  }

  private async prepare(spec: KernelSpec): Promise<{folder: string; workFolder: string}> {
    const folder = this.folder(spec.sessionId, spec.kernelId)
    const workFolder = join(folder, 'work')
    await mkdir(workFolder, {recursive: true, mode: 0o755})
    await putSessionKey(workFolder)
    if (spec.gpus.length > 0) await (this.tools ??= writeGpuTools(this.toolsFolder))
    if (spec.bootstrapScript !== null) {
      await writeFile(join(folder, 'bootstrap.sh'), spec.bootstrapScript, {mode: 0o644})
    }
    return {folder, workFolder}
  }

  private settings(spec: KernelSpec, folder: string): string[] {
    const labels = {...spec.labels, [CLUSTER_LABEL]: this.sessionsFolder}
    // The simulated machines may have more cores than this one; Docker refuses such a limit.
    const cpus = Math.min(Number(spec.limits.cpu), availableParallelism())
    return [
      '--hostname',
      spec.hostname,
      ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
      ...(cpus > 0 ? ['--cpus', String(cpus)] : []),
      ...(spec.limits.memoryBytes > 0 ? ['--memory', `${spec.limits.memoryBytes}b`] : []),
      '--mount',
      `type=bind,source=${join(folder, 'work')},target=${CONTAINER_HOME}`,
      ...spec.mounts.flatMap(({source, path, isReadOnly}) =>
        isReadOnly
          ? mount(source, path)
          : ['--mount', `type=bind,${field('source', source)},${field('target', path)}`],
      ),
      ...(spec.bootstrapScript === null ? [] : mount(join(folder, 'bootstrap.sh'), BOOTSTRAP)),
      ...(spec.gpus.length > 0
        ? mount(join(this.toolsFolder, 'nvidia-smi'), '/usr/local/bin/nvidia-smi')
        : []),
      '--workdir',
      CONTAINER_HOME,
    ]
  }

  private keep(kernel: DockerKernel): DockerKernel {
    this.kernels.add(kernel)
    void kernel.ended.then(() => this.kernels.delete(kernel))
    return kernel
  }

  private get toolsFolder(): string {
    return join(this.sessionsFolder, '.tools')
  }

  private folder(sessionId: string, kernelId: string): string {
    return join(this.sessionsFolder, sessionId, kernelId)
  }
}

/** A file of this machine that can only be read there. */
function mount(source: string, target: string): string[] {
  return ['--mount', `type=bind,${field('source', source)},${field('target', target)},readonly`]
}

/** Mounts are written as CSV: names of folders may have commas. */
function field(name: string, value: string): string {
  const text = `${name}=${value}`
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function containerName(kernelId: string): string {
  return `kernel.local.${kernelId}`
}

function kernelVariables(spec: KernelSpec): Record<string, string> {
  return {
    TERM: 'xterm',
    ...spec.environ,
    ...gpuEnvironment(spec.gpus),
    HOME: CONTAINER_HOME,
    USER: 'work',
    BACKENDAI_SESSION_ID: spec.sessionId,
    BACKENDAI_KERNEL_ID: spec.kernelId,
    BAI_KERNEL_COMMAND: spec.type === 'batch' ? (spec.startupCommand ?? '') : '',
  }
}
