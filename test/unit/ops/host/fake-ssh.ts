import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'

/** A folder of programs that goes before the PATH; `dispose` puts everything back. */
export interface FakePrograms {
  folder: string
  dispose(): Promise<void>
}

/** Puts programs before the PATH: name to text of a shell script. */
export async function fakePrograms(programs: Readonly<Record<string, string>>): Promise<FakePrograms> {
  const folder = await mkdtemp(join(tmpdir(), 'bai-fake-'))
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`)
    await chmod(join(folder, name), 0o755)
  }
  const before = process.env.PATH
  process.env.PATH = `${folder}${delimiter}${before ?? ''}`
  return {
    folder,
    async dispose() {
      process.env.PATH = before
      await rm(folder, {recursive: true, force: true})
    },
  }
}

/** An ssh that runs the far side's line on this machine, as sshd does: by a shell, with our stdin. */
export const LOCAL_SSH = `
echo "$*" >>"$(dirname "$0")/ssh.log"
while [ "$1" != -- ]; do shift; done
shift 2
exec sh -c "$*"`
