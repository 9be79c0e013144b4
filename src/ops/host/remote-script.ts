import {randomBytes} from 'node:crypto'
import {shellLine} from './quoting.js'

/** What a remote program is started with. */
export interface RemoteCommand {
  command: readonly string[]
  cwd?: string | undefined
  env: Readonly<Record<string, string>>
  /** `none`: it reads nothing, and the connection's end ends it. `pipe`: our stdin is its stdin. */
  stdin: 'none' | 'pipe'
}

/** The parts of a remote start. */
export interface RemoteStart {
  /** The line for the login shell. It holds no value of a variable. */
  line: string
  /** What must be written to stdin before anything else. */
  preamble: string
  /** Begins the line on stderr by which the far side tells the process's number. */
  token: string
}

/**
 * Runs on the far side. It takes the variables off its stdin (arguments can be read by everybody there), starts the
 * program in a group of its own, tells its number on stderr, and, where the program needs no stdin, ends the group
 * when the connection ends. A program's own 255 becomes 254, so that 255 is always ssh's.
 */
const SCRIPT = `t=$1 m=$2 d=$3; shift 3
f=; s=; while IFS= read -r l; do if [ "$l" = "$t" ]; then f=1; break; fi; s="$s$l
"; done
if [ -z "$f" ]; then exit 255; fi
eval "$s"
if [ -n "$d" ]; then cd "$d" 2>/dev/null || { echo "$t nodir" >&2; exit 126; }; fi
command -v "$1" >/dev/null 2>&1 || { echo "$t missing" >&2; exit 127; }
command -v setsid >/dev/null 2>&1 || setsid() { exec "$@"; }
exec 3<&0
if [ "$m" = pipe ]; then
  setsid "$@" <&3 3<&- &
  p=$!; w=; exec 3<&- </dev/null
else
  setsid "$@" </dev/null 3<&- &
  p=$!
  (
    k() { kill "$1" "-$p" || kill "$1" "$p" || { [ "$2" = sudo ] && sudo -n kill "$1" -- "-$p"; }; }
    cat <&3; k -TERM "$1"; i=0
    while kill -0 "$p" && [ "$i" -lt 50 ]; do sleep 0.1; i=$((i+1)); done
    k -KILL "$1"
  ) >/dev/null 2>&1 &
  w=$!; exec 3<&- </dev/null
fi
echo "$t pid $p" >&2
wait "$p"; r=$?
if [ -n "$w" ]; then kill "$w" 2>/dev/null; fi
if [ "$r" = 255 ]; then r=254; fi
exit "$r"`

/** Ends a remote process group; run over a second connection. */
const STOP = `kill "-$1" "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null || { [ "$3" = sudo ] && sudo -n kill "-$1" -- "-$2" 2>/dev/null; }`

/** Puts a command into the words for the far side. */
export function remoteStart({command, cwd, env, stdin}: RemoteCommand): RemoteStart {
  const token = `bai-${randomBytes(12).toString('hex')}`
  const exports = Object.entries(env).map(([name, value]) => `export ${assignment(name, value)}\n`)
  return {
    line: `exec ${shellLine(['sh', '-c', SCRIPT, 'bai', token, stdin, cwd ?? '', ...command])}`,
    preamble: `${exports.join('')}${token}\n`,
    token,
  }
}

/** The line that ends a remote process group. */
export function remoteStop(signal: 'TERM' | 'KILL', pid: number, throughSudo: boolean): string {
  return `exec ${shellLine(['sh', '-c', STOP, 'bai', signal, String(pid), throughSudo ? 'sudo' : ''])}`
}

function assignment(name: string, value: string): string {
  return `${name}=${shellLine([value])}`
}
