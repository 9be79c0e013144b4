import {randomUUID} from 'node:crypto'
import {OpsConflictError, OpsNotFoundError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import {dockerAccess, type DockerAccess} from '../services/docker.js'
import {readContainer, readImageConfig, type Container} from './container.js'
import {commitChanges} from './labels.js'
import {measureLost, type LostFolder} from './lost.js'

/** Which container is to become which image. */
export interface CommitRequest {
  /** Id or name of the container. */
  container: string
  /** Full reference of the image to make. */
  reference: string
  /** Other names it must have: managers look for images of a local registry by their names without it. */
  alsoAs?: readonly string[]
  /** Labels to add: the owner's. */
  labels: Readonly<Record<string, string>>
  /** Whether it is pushed to its registry. */
  push: boolean
}

/** What will be done, with the exact commands. Made without changing anything. */
export interface CommitPlan {
  host: Host
  docker: DockerAccess
  container: Container
  reference: string
  /** All names the image gets, the reference first. */
  names: readonly string[]
  /** Name of the image while it is made, told by nobody else: what is left after an interruption can be found by it. */
  temporary: string
  commands: {commit: readonly string[]; push: readonly string[] | undefined}
  /** Bytes of the container's own layer. */
  savedBytes: number
  /** What is not in the image. */
  lost: readonly LostFolder[]
}

/**
 * Looks at the container and works out the commit. Rejects with `OpsUnreachableError` (Docker does not answer),
 * `OpsNotFoundError` (no such container), `OpsConflictError` (it does not run, or the image exists).
 */
export async function planCommit(
  host: Host,
  request: CommitRequest,
  options: RunOptions,
): Promise<CommitPlan> {
  const docker = await dockerAccess(host, options)
  const container = await readContainer(host, docker, request.container, options)
  if (container.status !== 'running') throw notRunning(container, host)
  const names = [request.reference, ...(request.alsoAs ?? [])]
  for (const name of names) {
    if (await readImageConfig(host, docker, name, options)) throw exists(name, host)
  }
  const image = await readImageConfig(host, docker, container.imageId, options)
  if (!image)
    throw new OpsNotFoundError(`The image of container ${container.name} is gone from ${host.name}.`)
  const changes = commitChanges(container.config, image, request.labels)
  const temporary = `bai-commit:${randomUUID()}`
  const lost = await measureLost(host, docker, container, options)
  return {
    host,
    docker,
    container,
    reference: request.reference,
    names,
    temporary,
    commands: {
      // It pauses the container while it copies, unless told not to; the flag that says so has two spellings.
      commit: [
        'docker',
        'commit',
        ...changes.flatMap((change) => ['--change', change]),
        container.id,
        temporary,
      ],
      push: request.push ? ['docker', 'push', request.reference] : undefined,
    },
    savedBytes: container.writtenBytes,
    lost,
  }
}

/** The command that gives the made image one of its names. */
export function tagCommand({temporary}: CommitPlan, name: string): readonly string[] {
  return ['docker', 'image', 'tag', temporary, name]
}

/** The lines a person could paste to do the same. */
export function commitLines(plan: CommitPlan): string[] {
  const {host, docker, commands, temporary} = plan
  const steps = [
    commands.commit,
    ...plan.names.map((name) => tagCommand(plan, name)),
    ['docker', 'image', 'rm', temporary],
    ...(commands.push ? [commands.push] : []),
  ]
  return steps.map((command) => host.commandLine(command, {asRoot: docker.asRoot}))
}

function notRunning(container: Container, host: Host): OpsConflictError {
  return new OpsConflictError(`Container ${container.name} on ${host.name} is ${container.status}.`, {
    hints: container.status === 'paused' ? [`Let it go on: docker unpause ${container.name}`] : [],
  })
}

function exists(reference: string, host: Host): OpsConflictError {
  return new OpsConflictError(`The engine on ${host.name} has an image ${reference} already.`, {
    hints: ['Choose another NAME:TAG with --as.'],
  })
}
