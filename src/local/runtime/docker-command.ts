import {randomUUID} from 'node:crypto'
import {docker, variables} from './docker-cli.js'
import {runPiped} from './process-command.js'
import {runInTerminal} from './process-terminal.js'
import type {CommandSpec, RunningCommand} from './runtime.js'

/** Notes the program's number where signals find it, and becomes the program. */
const SCRIPT = 'echo $$ >"/dev/shm/bai-$0" 2>/dev/null; exec "$@"'
/** The program leads a group of its own. */
const SIGNAL = 'p=$(cat "/dev/shm/bai-$0") && { kill -s "$1" -- "-$p" 2>/dev/null || kill -s "$1" "$p"; }'

/** Runs a command in a container. What is killed is the program inside: docker's client then ends with it. */
export async function runInContainer(
  containerId: string,
  command: CommandSpec & {cwd: string},
): Promise<RunningCommand> {
  const token = randomUUID()
  const {args, environ} = variables(command.environ ?? {})
  const argv = [
    'docker',
    'exec',
    '--interactive',
    ...(command.terminal ? ['--tty', '--env', `TERM=${command.terminal.type}`] : []),
    '--workdir',
    command.cwd,
    ...args,
    containerId,
    'sh',
    '-c',
    SCRIPT,
    token,
    ...command.argv,
  ] as const
  const place = {environ: {...inherited(), ...environ}, folder: '/'}
  const {terminal} = command
  const running = await (terminal ? runInTerminal({argv, terminal}, place) : runPiped({argv}, place))
  return {
    stdin: running.stdin,
    stdout: running.stdout,
    stderr: running.stderr,
    ended: running.ended,
    resize: (size) => running.resize(size),
    signal: (signal) => {
      const name = signal.slice('SIG'.length)
      // A program that has ended meanwhile cannot be signalled, and needs it no more.
      docker(['exec', '--user', '0', containerId, 'sh', '-c', SIGNAL, token, name]).catch(() => undefined)
    },
  }
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
