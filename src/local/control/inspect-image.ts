import {execFile} from 'node:child_process'
import {realpath, stat} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {promisify} from 'node:util'
import {z} from 'zod'
import {NotAnImageError} from '../errors.js'

const LOOK_LIMIT_MS = 60_000

/** What was found in a folder that shall be an image. */
export interface Inspection {
  folder: string
  labels: Readonly<Record<string, string>>
  pythonVersion: string | undefined
  /** Versions of the packages by their names in lower case. */
  packages: ReadonlyMap<string, string>
}

const LOOK = `
import json, platform, sys
from importlib import metadata
packages = {}
for one in metadata.distributions():
    name = one.metadata["Name"]
    if name:
        packages.setdefault(name.lower().replace("_", "-"), one.version)
print(json.dumps({"version": platform.python_version(), "prefix": sys.prefix, "packages": packages}))
`

const lookSchema = z.object({
  version: z.string(),
  prefix: z.string(),
  packages: z.record(z.string(), z.string()),
})

/** A folder with programs in it. @throws NotAnImageError */
export async function inspectFolder(path: string): Promise<Inspection> {
  const folder = await realpath(resolve(path)).catch(() => undefined)
  if (folder === undefined || !(await isFolder(join(folder, 'bin')))) {
    throw new NotAnImageError(`${path} is no folder with programs in a folder bin.`, [
      'An image is a folder whose bin comes first on the PATH of its sessions.',
    ])
  }
  return {folder, labels: {'ai.backend.runtime-type': 'app'}, pythonVersion: undefined, packages: new Map()}
}

/** A Python environment, by its folder or its interpreter. @throws NotAnImageError */
export async function inspectEnvironment(path: string): Promise<Inspection> {
  const given = resolve(path)
  const python = (await isFolder(given)) ? join(given, 'bin', 'python3') : given
  try {
    const {stdout} = await promisify(execFile)(python, ['-c', LOOK], {timeout: LOOK_LIMIT_MS, maxBuffer: 1e8})
    const {version, prefix, packages} = lookSchema.parse(JSON.parse(stdout))
    const labels = {
      'ai.backend.runtime-type': 'python',
      'ai.backend.runtime-path': join(prefix, 'bin', 'python3'),
      'ai.backend.envs.corecount': 'OPENBLAS_NUM_THREADS,OMP_NUM_THREADS',
    }
    return {folder: prefix, labels, pythonVersion: version, packages: new Map(Object.entries(packages))}
  } catch (cause) {
    throw new NotAnImageError(
      `${path} is no Python environment: ${python} does not run.`,
      ['Make one with: python3 -m venv FOLDER'],
      {cause},
    )
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined)
  return stats?.isDirectory() === true
}
