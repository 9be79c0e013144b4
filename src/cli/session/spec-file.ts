import {readFile} from 'node:fs/promises'
import {UsageError} from '../errors.js'
import type {CreateFlagValues} from './create-request.js'
import {z} from 'zod'

/** What `-f spec.yaml` may hold: the flags of `session create` by their long names. */
export interface SpecFile extends CreateFlagValues {
  image?: string | undefined
  command?: string[] | undefined
}

/**
 * Reads a session specification: YAML or JSON, `-` for standard input. Lists may be written as mappings
 * (`env: {KEY: value}`). Rejects with `UsageError` naming the key and what is accepted.
 */
export async function readSpecFile(path: string): Promise<SpecFile> {
  return parseSpec(await readYaml(path), path)
}

/** The same, of what a file holds. Rejects with `UsageError`. */
export async function parseSpec(value: unknown, path: string): Promise<SpecFile> {
  const amount = z.union([z.string(), z.number()]).transform(String)
  const words = (separator: string) =>
    z.union([
      z.array(z.string()),
      z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
        .transform((map) => Object.entries(map).map(([key, value]) => `${key}${separator}${value ?? ''}`)),
    ])
  const {parseDuration, parseSize} = await import('../../sdk/index.js')
  const schema = z.strictObject({
    image: z.string().optional(),
    command: z.union([z.array(z.string()), z.string().transform((line) => [line])]).optional(),
    name: z.string().optional(),
    array: z.string().optional(),
    count: z.int().min(1).optional(),
    gpu: amount.optional(),
    'gpu-mem': amount.transform(parseSize).optional(),
    cpu: amount.optional(),
    mem: amount.optional(),
    shm: amount.transform(parseSize).optional(),
    resource: words('=').optional(),
    env: words('=').optional(),
    volume: words(':').optional(),
    preopen: z.array(z.int().min(1024).max(65_535)).optional(),
    project: z.string().optional(),
    'resource-group': z.string().optional(),
    priority: z.int().min(0).max(100).optional(),
    tag: z.string().optional(),
    cluster: z.int().min(1).optional(),
    agent: z.array(z.string()).optional(),
    'time-limit': amount.transform(parseDuration).optional(),
    batch: z.boolean().optional(),
    at: z.string().optional(),
    reuse: z.boolean().optional(),
  })
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'is wrong'}.`, [
    `Accepted: ${Object.keys(schema.shape).join(', ')}.`,
  ])
}

/** What a YAML or JSON file holds; `-` is standard input. Rejects with `UsageError`. */
export async function readYaml(path: string): Promise<unknown> {
  const text = await readText(path)
  const {parse} = await import('yaml')
  try {
    return parse(text)
  } catch (error) {
    throw new UsageError(`${path} is not YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function readText(path: string): Promise<string> {
  try {
    if (path !== '-') return await readFile(path, 'utf8')
    const {text} = await import('node:stream/consumers')
    return await text(process.stdin)
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
