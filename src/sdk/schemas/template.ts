import {z} from 'zod'
import {moment, optionalText, slotAmounts} from './wire.js'

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))

/** Takes a key under its other names, too: managers do, and keep it under the first. */
function alsoNamed<Schema extends z.ZodType>(
  names: Readonly<Record<string, readonly string[]>>,
  schema: Schema,
) {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const result: Record<string, unknown> = {...value}
    for (const [name, others] of Object.entries(names)) {
      const used = others.find((other) => other in result)
      if (used === undefined) continue
      result[name] ??= result[used]
      delete result[used]
    }
    return result
  }, schema)
}

const mounts = z
  .record(z.string(), z.string().nullable())
  .nullish()
  .transform((folders) =>
    Object.fromEntries(Object.entries(folders ?? {}).map(([name, path]) => [name, path ?? ''])),
  )

/** A template as managers keep it, with what they would add. Keys that are not known are left out, or refused. */
function documentSchema(unknownKeys: 'leave-out' | 'refuse') {
  const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => {
    const lenient = z.object(shape)
    // What comes out is the same.
    return unknownKeys === 'refuse' ? (lenient.strict() as unknown as typeof lenient) : lenient
  }
  const run = alsoNamed(
    {startup_command: ['startup', 'startupCommand']},
    object({
      bootstrap: z.string().nullable().default(null),
      startup_command: z.string().nullable().default(null),
    }),
  )
  const git = alsoNamed(
    {dest_dir: ['destination_dir', 'destinationDir']},
    object({
      repository: z.string(),
      branch: z.string().nullable().default(null),
      commit: z.string().nullable().default(null),
      credential: object({username: z.string(), password: z.string()}).nullable().default(null),
      dest_dir: z.string().nullable().default(null),
    }),
  )
  const kernel = object({
    image: z.string().min(1),
    architecture: z.string().nullable().default('x86_64'),
    environ: texts.nullish().transform((environ) => environ ?? {}),
    run: run.nullable().default(null),
    git: git.nullable().default(null),
  })
  const spec = alsoNamed(
    {session_type: ['type', 'sessionType'], agent_list: ['agentList']},
    object({
      session_type: z.enum(['interactive', 'batch', 'inference', 'system']).default('interactive'),
      kernel,
      scaling_group: z.string().nullable().default(null),
      mounts,
      resources: z.nullish(slotAmounts).transform((resources) => resources ?? {}),
      agent_list: z.array(z.string()).nullable().default(null),
    }),
  )
  return alsoNamed(
    {api_version: ['apiVersion']},
    object({
      api_version: z.string().default('v1'),
      kind: z.enum(['taskTemplate', 'task_template']),
      metadata: object({name: z.string().min(1), tag: z.string().nullable().default(null)}),
      spec,
    }),
  )
}

const storedDocument = documentSchema('leave-out')

/** A template as people write it: what is not known is wrong. */
export const templateDocumentSchema = documentSchema('refuse')

/**
 * What a template says of the sessions made from it, in the manager's own form. Amounts are decimals as text; mounts
 * are folders by name, with the path inside or an empty text.
 * @useDeclaredType
 */
export type TemplateDocument = z.output<typeof storedDocument>

/** A session template. */
export interface SessionTemplate {
  id: string
  /** Not unique. */
  name: string
  createdAt: string | null
  /** Whether it is the caller's. Managers let everybody see, change and remove every template. */
  isOwner: boolean
  /** E-mail of whose it is. */
  owner: string | null
  ownerId: string | null
  project: string | null
  projectId: string | null
  document: TemplateDocument
}

/** An entry of `GET /template/session`. Ids come without their dashes. */
export const sessionTemplateSchema = z
  .looseObject({
    id: z.string(),
    name: z.string().nullish(),
    created_at: moment,
    is_owner: z.boolean().nullish(),
    user: optionalText,
    user_email: optionalText,
    group: optionalText,
    group_name: optionalText,
    template: storedDocument,
  })
  .transform((wire): SessionTemplate => ({
    id: withDashes(wire.id),
    name: wire.name ?? wire.template.metadata.name,
    createdAt: wire.created_at,
    isOwner: wire.is_owner ?? false,
    owner: wire.user_email,
    ownerId: wire.user,
    project: wire.group_name,
    projectId: wire.group,
    document: wire.template,
  }))

/** The answer of `POST /template/session`. */
export const createdTemplatesSchema = z.array(z.looseObject({id: z.string()}))

/** An id in the form of all others. */
export function withDashes(id: string): string {
  return id.replace(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/, '$1-$2-$3-$4-$5')
}
