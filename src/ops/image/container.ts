import {z} from 'zod'
import {OpsNotFoundError} from '../errors.js'
import type {Host, RunOptions} from '../host/host.js'
import type {DockerAccess} from '../services/docker.js'
import {runDocker} from './docker.js'

/** What an image or a container is set up with; Docker's own words. */
export interface ContainerConfig {
  env: readonly string[]
  labels: Readonly<Record<string, string>>
  entrypoint: readonly string[] | null
  command: readonly string[] | null
  user: string
  workingDir: string
}

/** A folder of the container that is not part of it. */
export interface Mount {
  /** `bind`, `volume` or `tmpfs`. */
  type: string
  /** Path inside. */
  path: string
  writable: boolean
}

/** A container as it is now. */
export interface Container {
  id: string
  name: string
  /** `running`, `paused`, `exited`, … */
  status: string
  /** Id of the image it was made from. */
  imageId: string
  /** Bytes it wrote into its own layer: what a commit adds to the image. */
  writtenBytes: number
  mounts: readonly Mount[]
  config: ContainerConfig
}

const configSchema = z
  .looseObject({
    Env: z.array(z.string()).nullish(),
    Labels: z.record(z.string(), z.string()).nullish(),
    Entrypoint: z.array(z.string()).nullish(),
    Cmd: z.array(z.string()).nullish(),
    User: z.string().nullish(),
    WorkingDir: z.string().nullish(),
  })
  .nullish()
  .transform((wire): ContainerConfig => ({
    env: wire?.Env ?? [],
    labels: wire?.Labels ?? {},
    entrypoint: wire?.Entrypoint ?? null,
    command: wire?.Cmd ?? null,
    user: wire?.User ?? '',
    workingDir: wire?.WorkingDir ?? '',
  }))

const containerSchema = z
  .looseObject({
    Id: z.string(),
    Name: z.string(),
    Image: z.string(),
    SizeRw: z.number().nullish(),
    State: z.looseObject({Status: z.string()}),
    Mounts: z
      .array(z.looseObject({Type: z.string(), Destination: z.string(), RW: z.boolean().nullish()}))
      .nullish(),
    HostConfig: z.looseObject({Tmpfs: z.record(z.string(), z.string()).nullish()}).nullish(),
    Config: configSchema,
  })
  .transform((wire): Container => ({
    id: wire.Id,
    name: wire.Name.replace(/^\//, ''),
    status: wire.State.Status,
    imageId: wire.Image,
    writtenBytes: wire.SizeRw ?? 0,
    mounts: [
      ...(wire.Mounts ?? []).map((mount) => ({
        type: mount.Type,
        path: mount.Destination,
        writable: mount.RW ?? true,
      })),
      ...Object.keys(wire.HostConfig?.Tmpfs ?? {}).map((path) => ({type: 'tmpfs', path, writable: true})),
    ],
    config: wire.Config,
  }))

const imageSchema = z.looseObject({Id: z.string(), Config: configSchema})

/** A container by its id. Rejects with `OpsNotFoundError` when this engine has none of it. */
export async function readContainer(
  host: Host,
  docker: DockerAccess,
  id: string,
  options: RunOptions,
): Promise<Container> {
  const command = ['docker', 'container', 'inspect', '--size', '--format', '{{json .}}', id]
  const {stdout} = await runDocker(host, docker, command, options)
  return containerSchema.parse(JSON.parse(stdout))
}

/** What an image is set up with; undefined when the engine has no such image. */
export async function readImageConfig(
  host: Host,
  docker: DockerAccess,
  image: string,
  options: RunOptions,
): Promise<ContainerConfig | undefined> {
  const command = ['docker', 'image', 'inspect', '--format', '{{json .}}', image]
  try {
    const {stdout} = await runDocker(host, docker, command, options)
    return imageSchema.parse(JSON.parse(stdout)).Config
  } catch (error) {
    if (error instanceof OpsNotFoundError) return undefined
    throw error
  }
}
