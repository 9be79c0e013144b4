import {execFile} from 'node:child_process'
import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {imageRecord, putImage} from './images.js'
import {canonicalName} from './kernel-specs.js'
import type {ImageRecord} from './model.js'
import type {ClusterState} from './state.js'

const run = promisify(execFile)

/** Images that a cluster makes by itself. */
export type DefaultImage = 'base' | 'python'

export interface DefaultImageOptions {
  /** Which ones; Python only where the machine has it. */
  names: readonly DefaultImage[]
  /** Where images are. */
  folder: string
  now: number
}

/** Makes the images that need nothing but what the machine has: a plain shell, and its Python if there is one. */
export async function createDefaultImages(state: ClusterState, options: DefaultImageOptions): Promise<void> {
  if (options.names.includes('base')) await createBase(state, options)
  if (options.names.includes('python')) await createPython(state, options)
}

async function createBase(state: ClusterState, {folder, now}: DefaultImageOptions): Promise<void> {
  const base = imageRecord({
    name: 'base',
    tag: '1.0',
    folder: join(folder, 'base', '1.0'),
    aliases: ['base'],
    now,
    labels: {'ai.backend.runtime-type': 'app'},
  })
  await mkdir(join(base.folder, 'bin'), {recursive: true, mode: 0o755})
  putNew(state, base)
}

async function createPython(state: ClusterState, {folder, now}: DefaultImageOptions): Promise<void> {
  const version = await pythonVersion()
  if (version === undefined) return
  const environment = join(folder, 'python', version)
  const python = imageRecord({
    name: 'python',
    tag: version,
    folder: environment,
    aliases: ['python'],
    now,
    labels: {
      'ai.backend.runtime-type': 'python',
      'ai.backend.runtime-path': join(environment, 'bin', 'python3'),
      'ai.backend.envs.corecount': 'OPENBLAS_NUM_THREADS,OMP_NUM_THREADS',
    },
  })
  if (state.images.find((image) => canonicalName(image) === canonicalName(python))) return
  if (await makePythonEnvironment(python.folder)) putNew(state, python)
}

/** What is there stays. A newer Python takes over the alias; images of older ones stay usable by their full names. */
function putNew(state: ClusterState, image: ImageRecord): void {
  if (!state.images.find((one) => canonicalName(one) === canonicalName(image))) putImage(state, image)
}

async function pythonVersion(): Promise<string | undefined> {
  try {
    const {stdout} = await run('python3', ['-c', 'import platform; print(platform.python_version())'])
    return /^\d+\.\d+\.\d+$/.exec(stdout.trim())?.[0]
  } catch {
    return undefined
  }
}

/** The machine's own packages stay visible, and what sessions install goes into the image's folder. */
async function makePythonEnvironment(folder: string): Promise<boolean> {
  await mkdir(folder, {recursive: true, mode: 0o755})
  try {
    await run('python3', ['-m', 'venv', '--without-pip', '--system-site-packages', '--clear', folder])
    return true
  } catch {
    // A Python that cannot make environments is of no use here; the plain image still is.
    return false
  }
}
