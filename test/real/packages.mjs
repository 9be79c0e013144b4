import {access} from 'node:fs/promises'
import {join} from 'node:path'
import {run} from './processes.mjs'

/** `uv` resolves and unpacks in seconds what takes `pip` minutes, and shares files between environments. */
const UV = 'uv>=0.9,<1'

/** Makes a Python environment, unless it is there. */
export async function makeEnvironment(layout, python, folder) {
  if (await isThere(join(folder, 'bin', 'python'))) return
  await run(await uv(layout, python), ['venv', '--quiet', '--seed', '--python', python, folder])
}

/** Installs packages into an environment; a moment when they are there. */
export async function addPackages(layout, python, folder, wanted) {
  const target = ['--python', join(folder, 'bin', 'python')]
  await run(await uv(layout, python), ['pip', 'install', '--quiet', ...target, ...wanted], {
    // Environments may lie on another file system than the cache, which is then copied from.
    env: {...process.env, UV_LINK_MODE: process.env.UV_LINK_MODE ?? 'hardlink', UV_HTTP_TIMEOUT: '180'},
  })
}

/** Path of the program; installed beside the release's environment when it is not. */
async function uv(layout, python) {
  const folder = join(layout.home, 'uv')
  const program = join(folder, 'bin', 'uv')
  if (await isThere(program)) return program
  await run(python, ['-m', 'venv', folder])
  await run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', UV])
  return program
}

async function isThere(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}
