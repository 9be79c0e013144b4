import {z} from 'zod'
import {docker} from './docker-cli.js'

/** An image of the engine that sessions can be started from: it carries the platform's labels. */
export interface EngineImage {
  /** Id, which is what sessions are started from. */
  id: string
  names: readonly string[]
  /** As image registries write it: `amd64`. */
  architecture: string
  sizeBytes: number
  labels: Readonly<Record<string, string>>
}

const PLATFORM_LABEL = 'ai.backend.kernelspec'

const imageSchema = z
  .looseObject({
    Id: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Architecture: z.string(),
    Size: z.number(),
    Config: z.looseObject({Labels: z.record(z.string(), z.string()).nullish()}).nullish(),
  })
  .transform((wire): EngineImage => ({
    id: wire.Id,
    names: wire.RepoTags ?? [],
    architecture: wire.Architecture,
    sizeBytes: wire.Size,
    labels: wire.Config?.Labels ?? {},
  }))

/** All labelled images of this machine's engine. */
export async function listEngineImages(): Promise<EngineImage[]> {
  const filter = `label=${PLATFORM_LABEL}`
  const text = await docker(['image', 'ls', '--quiet', '--no-trunc', '--filter', filter])
  const ids = [...new Set(text.split('\n').filter((id) => id !== ''))]
  const lines = await Promise.all(ids.map(inspect))
  return lines.filter((image) => image !== undefined)
}

/** Makes an image of a container, which is paused meanwhile. The labels are added to those it has. */
export async function commitToImage(
  containerId: string,
  reference: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const changes = Object.entries(labels).flatMap(([name, value]) => [
    '--change',
    `LABEL ${name}=${quoted(value)}`,
  ])
  await docker(['commit', ...changes, containerId, reference])
}

/** One that was removed meanwhile is none. */
async function inspect(id: string): Promise<EngineImage | undefined> {
  const text = await docker(['image', 'inspect', '--format', '{{json .}}', id]).catch((error: unknown) => {
    if (/no such (image|object)/i.test(String(error))) return undefined
    throw error
  })
  return text === undefined ? undefined : imageSchema.parse(JSON.parse(text))
}

function quoted(value: string): string {
  return `"${value.replace(/[\\"$]/g, '\\$&').replace(/[\r\n]+/g, ' ')}"`
}
