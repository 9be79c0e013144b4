import {execFile} from 'node:child_process'
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {sh} from './lab.js'

const run = promisify(execFile)
const SCRIPT = fileURLToPath(new URL('../lab/kernel-image.sh', import.meta.url))
const PREFIX = process.env['BAI_LAB_PREFIX'] ?? 'bai-lab'

/** Makes the small image that sessions start from, under a name; quick when it is there. */
export async function kernelImage(reference: string): Promise<void> {
  await run(SCRIPT, [reference], {timeout: 300_000})
}

/** The running container of a session. */
export async function containerOf(sessionId: string): Promise<string> {
  return sh('docker', 'ps', '--quiet', '--no-trunc', '--filter', `label=ai.backend.session-id=${sessionId}`)
}

/** Runs a line in a container, as root. */
export async function inside(container: string, line: string): Promise<string> {
  return sh('docker', 'exec', container, 'sh', '-c', line)
}

/** One value of what the engine knows about a container or image. */
export async function inspect(thing: string, format: string): Promise<string> {
  return sh('docker', 'inspect', '--format', format, thing)
}

/** Ids of all images made from the lab's small one, those without a name too. */
export async function madeImages(): Promise<string[]> {
  const ids = await sh(
    'docker',
    'image',
    'ls',
    '--all',
    '--quiet',
    '--no-trunc',
    ...['--filter', `label=bai.lab.prefix=${PREFIX}`],
    ...['--filter', 'label=ai.backend.customized-image.owner'],
  )
  return [...new Set(ids.split('\n').filter((id) => id !== ''))].sort()
}

/** Removes what tests made of the lab's small image. */
export async function removeMadeImages(): Promise<void> {
  for (const id of await madeImages()) await sh('docker', 'image', 'rm', '--force', id)
}

/** A folder whose `docker` fails at one subcommand with these words, and is the real one at all others. */
export async function failingDocker(
  subcommand: string,
  words: string,
): Promise<{path: string; remove: () => Promise<void>}> {
  const folder = await mkdtemp(join(tmpdir(), 'bai-docker-'))
  const real = await sh('sh', '-c', 'command -v docker')
  const script = `#!/bin/sh
if [ "$1" = ${subcommand} ]; then echo '${words}' >&2; exit 1; fi
exec ${real} "$@"
`
  await writeFile(join(folder, 'docker'), script)
  await chmod(join(folder, 'docker'), 0o755)
  return {
    path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    remove: () => rm(folder, {recursive: true, force: true}),
  }
}
