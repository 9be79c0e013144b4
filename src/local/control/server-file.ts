import {mkdir, readFile, rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {z} from 'zod'
import {RUNTIMES} from '../runtime/runtime.js'
import {isAlive} from '../runtime/process-identity.js'

/** The simulated machines, as files and arguments hold them. */
export const topologySchema = z.object({
  agents: z.int(),
  cpu: z.int(),
  memoryBytes: z.int(),
  gpus: z.int(),
  gpuMemoryBytes: z.int(),
  sharesPerGpu: z.string(),
})

const schema = z.object({
  pid: z.int().positive(),
  /** Distinguishes the process from a later one with the same number. */
  startedAt: z.string(),
  endpoint: z.string(),
  port: z.int(),
  /** When it came up, ISO-8601. */
  since: z.string(),
  version: z.string(),
  topology: topologySchema,
  quantum: z.string(),
  runtime: z.enum(RUNTIMES).default('process'),
})

/** Which process serves the cluster of a folder, and where. */
export type ServerFile = z.infer<typeof schema>

/** What was written last, whether that process lives or not. */
export async function readServerFile(folder: string): Promise<ServerFile | undefined> {
  const text = await readFile(serverPath(folder), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The process that serves the cluster now; undefined when there is none. */
export async function liveServer(folder: string): Promise<ServerFile | undefined> {
  const server = await readServerFile(folder)
  return server && (await isAlive(server)) ? server : undefined
}

export async function writeServerFile(folder: string, server: ServerFile): Promise<void> {
  await mkdir(folder, {recursive: true, mode: 0o700})
  const path = serverPath(folder)
  await writeFile(`${path}.partial`, JSON.stringify(server, undefined, 2), {mode: 0o600})
  await rename(`${path}.partial`, path)
}

/** File the manager process writes its output to. */
export function logPath(folder: string): string {
  return join(folder, 'server.log')
}

function serverPath(folder: string): string {
  return join(folder, 'server.json')
}
