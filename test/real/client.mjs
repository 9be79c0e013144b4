// The platform's own command line of the same release, to compare with.
import {join} from 'node:path'
import {findPython, onPath} from './machine.mjs'
import {addPackages, makeEnvironment} from './packages.mjs'

/** Installs it into an environment of its own, as people have it; gives the program's path. */
export async function installClient(layout, say) {
  const {release, home} = layout
  const folder = join(home, 'client')
  const python = await findPython(release.python)
  say(`Python client ${release.packages}`)
  await makeEnvironment(layout, python, folder)
  await addPackages(layout, python, folder, [`backend.ai-client==${release.packages}`, ...release.pinned])
  return clientProgram(layout)
}

/** The installed program; undefined while there is none. */
export function clientProgram({home}) {
  return onPath('backend.ai', join(home, 'client', 'bin'))
}
