import {constants} from 'node:os'
import type {KernelExit, RunningCommand, RunningKernel} from '../runtime/runtime.js'
import {printAll, type Run} from './run.js'

/** Commands of a batch run; what is not said is left out, `*` is what an image would do by itself. */
export interface BatchOptions {
  clean?: string | null | undefined
  build?: string | null | undefined
  exec?: string | null | undefined
}

/** What `*` stands for. */
const BY_DEFAULT = {
  clean: 'true',
  build: 'true',
  exec:
    'if [ -f main.py ]; then exec python3 -u main.py; elif [ -f main.sh ]; then exec sh main.sh; ' +
    'else echo "There is no main.py and no main.sh." >&2; exit 127; fi',
}

/** Runs the parts one after another; each tells how it ended, also one that is left out. */
export async function runBatch(
  kernel: RunningKernel,
  run: Run,
  {options, onCommand}: {options: BatchOptions; onCommand: (command: RunningCommand) => void},
): Promise<void> {
  const part = async (name: keyof typeof BY_DEFAULT): Promise<number> => {
    const line = options[name]
    if (!line) return 0
    const command = await kernel.run({argv: ['sh', '-c', line === '*' ? BY_DEFAULT[name] : line]})
    onCommand(command)
    command.stdin.end()
    const [exit] = await Promise.all([
      command.ended,
      printAll(command.stdout, run, 'stdout'),
      printAll(command.stderr, run, 'stderr'),
    ])
    return exitCodeOf(exit)
  }
  run.reach('clean-finished', await part('clean'))
  run.reach('build-finished', await part('build'))
  run.reach('finished', await part('exec'))
}

/** One number for both ways to end, as shells give it. */
function exitCodeOf({code, signal}: KernelExit): number {
  return code ?? (signal === null ? 1 : 128 + constants.signals[signal])
}
