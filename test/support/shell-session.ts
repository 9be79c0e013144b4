import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {pipeline} from 'node:stream/promises'
import type {SessionChannel} from '../../src/sdk/index.js'
import {commandLine} from '../../src/sdk/inside/command-line.js'

/** Runs commands as a session's ssh server does, by a shell of this machine whose home is the folder. */
export function shellIn(folder: string): SessionChannel['run'] {
  return async (command, {stdin, stdout, stderr, signal}) => {
    const child = spawn('sh', ['-c', commandLine(command)], {cwd: folder, signal})
    child.on('error', () => undefined)
    // A command may end before it has read everything.
    child.stdin.on('error', () => undefined)
    if (stdin) pipeline(stdin, child.stdin).catch(() => undefined)
    else child.stdin.end()
    child.stdout.pipe(stdout, {end: false})
    child.stderr.pipe(stderr, {end: false})
    const [code] = (await once(child, 'close')) as [number | null]
    return {exitCode: code ?? 143, signal: null}
  }
}
