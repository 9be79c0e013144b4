import {join} from 'node:path'
import {DockerRuntime} from './docker.js'
import {ProcessRuntime} from './process.js'
import type {Runtime, RuntimeName} from './runtime.js'

/** The runtime of a cluster's folder. */
export function makeRuntime(name: RuntimeName, clusterFolder: string): Runtime {
  const folder = join(clusterFolder, 'sessions')
  return name === 'docker' ? new DockerRuntime(folder) : new ProcessRuntime(folder)
}
