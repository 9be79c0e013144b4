import type {CommandSpec, Terminal} from './runtime.js'

/** Prefers bash, with what it reads for people; system files for login shells would take the image's PATH away. */
const SHELL = 'if command -v bash >/dev/null 2>&1; then exec bash "$@"; else exec sh "$@"; fi'

/** The shell that people get in a kernel; one that reads a script when they have no terminal. */
export function shellFor(terminal: Terminal | undefined): CommandSpec['argv'] {
  return ['sh', '-c', SHELL, 'sh', ...(terminal ? ['-i'] : [])]
}
