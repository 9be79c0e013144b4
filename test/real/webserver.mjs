// The web interface's server in front of the manager: people log in with name and password, and it signs for them.
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {writeFrom} from './configuration.mjs'
import {addPackages} from './packages.mjs'

const NAME = 'webserver'

/** Packages and configuration. It serves an empty page: nobody looks at it. */
export async function prepareWebserver(layout, {python, say}) {
  const {release, venv, run, etc, data} = layout
  say('Webserver')
  await addPackages(layout, python, venv, [`backend.ai-webserver==${release.packages}`])
  for (const folder of [join(etc, NAME), join(run, `ipc-${NAME}`), join(data, NAME)]) {
    await mkdir(folder, {recursive: true})
  }
  await writeFile(join(data, NAME, 'index.html'), '<!doctype html><title>Tests</title>\n')
  await writeFrom(layout, {name: 'webserver.toml', folder: NAME, values: {}})
}

/** The one service. */
export function webserverService({venv, etc, ports}, env) {
  const cwd = join(etc, NAME)
  return {
    name: NAME,
    port: ports.webserver,
    cwd,
    env,
    argv: [join(venv, 'bin', 'backend.ai'), 'web', 'start-server', '-f', join(cwd, 'webserver.toml')],
  }
}
