import {execFileSync} from 'node:child_process'

/** Whether the processes of sessions can be found: by what Linux tells of them. */
export const seesSessionProcesses = process.platform === 'linux'

const FIND = 'for e in /proc/[0-9]*/environ; do if grep -qs "BACKENDAI_SESSION_ID=$1" "$e"; then'

/**
 * Ends everything that runs in a session, at once, as when a node kills it: also what is in a container of this
 * machine's engine. Nobody is told.
 */
export function killSession(sessionId: string): void {
  const line = `${FIND} p=\${e#/proc/}; kill -9 "\${p%/environ}" 2>/dev/null; fi; done; true`
  // Twice: what was started meanwhile has another number.
  for (const _ of [1, 2]) execFileSync('sh', ['-c', line, 'sh', sessionId])
}
