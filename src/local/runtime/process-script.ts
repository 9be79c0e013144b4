import type {KernelSpec} from './runtime.js'
import {gpuEnvironment} from './simulated-gpu.js'

/** Where one kernel's files are. */
export interface KernelFolders {
  folder: string
  workFolder: string
  /** Programs that stand for those of a GPU; one folder for all kernels. */
  toolsFolder: string
}

/**
 * The shell script every kernel runs under. It notes its own process first, so that a manager that died between starting
 * it and writing that down still finds it; it sets the limits; a batch command's exit code goes to a file, so that it is
 * known even when no manager was there to see the end.
 *
 * An interrupt is for what runs inside: the shell itself only notes how that ended. The memory limit is RLIMIT_DATA: RLIMIT_AS would stop programs that only reserve address space. It counts per process.
 */
export const KERNEL_SCRIPT = `
umask 022
trap : INT
printf '%s\\n' "$$" > "$BAI_KERNEL_FOLDER/pid.partial" && mv "$BAI_KERNEL_FOLDER/pid.partial" "$BAI_KERNEL_FOLDER/pid"
ulimit -c 0 2>/dev/null
if [ -n "$BAI_LIMIT_DATA_KIB" ]; then ulimit -d "$BAI_LIMIT_DATA_KIB" 2>/dev/null; fi
folder=$BAI_KERNEL_FOLDER
command=$BAI_KERNEL_COMMAND
unset BAI_KERNEL_FOLDER BAI_KERNEL_COMMAND BAI_LIMIT_DATA_KIB
if [ -f "$folder/bootstrap.sh" ]; then sh "$folder/bootstrap.sh"; fi
if [ -n "$command" ]; then
  sh -c "$command"
  code=$?
  printf '%s\\n' "$code" > "$folder/exit.partial" && mv "$folder/exit.partial" "$folder/exit"
  exit "$code"
fi
while :; do sleep 86400; done
`

/**
 * The shell script a further command runs under: same limits, then it becomes the program, so that its process number,
 * exit code and signals are the program's own.
 */
export const COMMAND_SCRIPT = `
umask 022
ulimit -c 0 2>/dev/null
if [ -n "$BAI_LIMIT_DATA_KIB" ]; then ulimit -d "$BAI_LIMIT_DATA_KIB" 2>/dev/null; fi
unset BAI_LIMIT_DATA_KIB
cd "$1" || exit 126
shift
exec "$@"
`

/** Variables of everything that runs in a kernel: of the manager's own only where the system's programs are. */
export function commandEnvironment(
  spec: KernelSpec,
  {folder, workFolder, toolsFolder}: KernelFolders,
): Record<string, string> {
  const memoryLimit = spec.limits.memoryBytes > 0 ? String(Math.floor(spec.limits.memoryBytes / 1024)) : ''
  return {
    LANG: 'C.UTF-8',
    TERM: 'xterm',
    ...gpuEnvironment(spec.gpus),
    ...spec.environ,
    PATH: searchPath(spec, toolsFolder),
    HOME: workFolder,
    USER: 'work',
    TMPDIR: `${folder}/tmp`,
    BACKENDAI_SESSION_ID: spec.sessionId,
    BACKENDAI_KERNEL_ID: spec.kernelId,
    BAI_LIMIT_DATA_KIB: memoryLimit,
  }
}

/** Variables of the kernel's own script. */
export function kernelEnvironment(spec: KernelSpec, folders: KernelFolders): Record<string, string> {
  return {
    ...commandEnvironment(spec, folders),
    BAI_KERNEL_FOLDER: folders.folder,
    BAI_KERNEL_COMMAND: spec.type === 'batch' ? (spec.startupCommand ?? '') : '',
  }
}

/** The image's programs come first, those of a GPU only where there is one, then the system's. */
function searchPath({imageFolder, gpus}: KernelSpec, toolsFolder: string): string {
  const system = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'
  return [`${imageFolder}/bin`, ...(gpus.length > 0 ? [toolsFolder] : []), system].join(':')
}
