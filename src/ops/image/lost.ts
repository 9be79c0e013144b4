import {OpsError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import type {DockerAccess} from '../services/docker.js'
import type {Container, Mount} from './container.js'
import {runDocker} from './docker.js'

/** A folder that a commit leaves out, because it is mounted into the container. */
export interface LostFolder {
  path: string
  /** `home`: the session's own folder. `folder`: a virtual folder or another mount, which stays where it is. */
  kind: 'home' | 'folder'
  /** Bytes in it, without the mounts below it; null when it cannot be measured. */
  sizeBytes: number | null
}

const HOME = '/home/work'
/** What the platform itself mounts into every session, and the engine into every container. */
const PLATFORM =
  /^\/(opt\/(kernel|backend\.ai)|home\/config|etc\/(hosts|hostname|resolv\.conf|localtime|timezone)|proc|sys|dev|run|tmp)(\/|$)/
const MEASURE_WITHIN_MS = 60_000

/** What of the container is not its own, with its size. The platform's own mounts are nobody's data. */
export async function measureLost(
  host: Host,
  docker: DockerAccess,
  container: Container,
  options: RunOptions,
): Promise<LostFolder[]> {
  const mounts = container.mounts.filter(isData)
  const sizes = new Map<string, number | null>()
  for (const {path} of mounts) sizes.set(path, await sizeOf(host, docker, {container, path, options}))
  return mounts.map(({path}): LostFolder => {
    const below = mounts.filter((other) => other.path.startsWith(`${path}/`))
    return {
      path,
      kind: path === HOME ? 'home' : 'folder',
      sizeBytes: below.reduce((sum, other) => minus(sum, sizes.get(other.path)), sizes.get(path) ?? null),
    }
  })
}

function isData({path, type, writable}: Mount): boolean {
  if (type === 'tmpfs' || PLATFORM.test(path)) return false
  // Programs and manuals of the platform are mounted read-only anywhere; a virtual folder may be read-only as well.
  return writable || path.startsWith(`${HOME}/`)
}

async function sizeOf(
  host: Host,
  docker: DockerAccess,
  {container, path, options}: {container: Container; path: string; options: RunOptions},
): Promise<number | null> {
  const command = ['docker', 'exec', '--user', '0', container.id, 'du', '-sk', path]
  try {
    const {stdout} = await runDocker(host, docker, command, {
      ...options,
      timeoutMs: MEASURE_WITHIN_MS,
      // Files come and go while it counts: it then ends with 1 and a number that is right enough.
      accept: 'any',
    })
    const kib = /^(\d+)\s/m.exec(stdout)?.[1]
    return kib === undefined ? null : Number(kib) * 1024
  } catch (error) {
    // Only a remark depends on it: a container without `du` is committed all the same.
    if (error instanceof OpsError && error.code !== 'ABORTED') return null
    throw error
  }
}

function minus(size: number | null, less: number | null | undefined): number | null {
  return size === null ? null : Math.max(0, size - (less ?? 0))
}
