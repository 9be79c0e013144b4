import {z} from 'zod'
import {parseDuration} from '../../sdk/values/duration.js'
import {invalidParameters} from './problems.js'

/** Accepts a field under every name clients have used for it. */
function aliased<T extends z.ZodType>(aliases: Readonly<Record<string, readonly string[]>>, schema: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const result: Record<string, unknown> = {...value}
    for (const [name, others] of Object.entries(aliases)) {
      const used = others.find((other) => result[name] === undefined && result[other] !== undefined)
      if (used) result[name] = result[used]
    }
    return result
  }, schema)
}

const seconds = z.union([z.number(), z.string()]).transform((value, context) => {
  try {
    return Math.round(parseDuration(String(value)) / 1000)
  } catch {
    context.addIssue(`unknown duration: '${value}'`)
    return z.NEVER
  }
})

const amounts = z.record(z.string(), z.union([z.string(), z.number()]).nullable())

/** The `config` object of a creation request. */
const configSchema = aliased(
  {
    scaling_group: ['scalingGroup'],
    resource_opts: ['resourceOpts'],
    agent_list: ['agentList'],
    preopen_ports: ['preopenPorts'],
    cluster_size: ['clusterSize'],
    mount_map: ['mountMap'],
    mount_options: ['mountOptions'],
  },
  z.looseObject({
    mounts: z.array(z.string()).nullish(),
    mount_map: z.record(z.string(), z.string()).nullish(),
    mount_options: z
      .record(z.string(), z.looseObject({permission: z.string().nullish(), subpath: z.string().nullish()}))
      .nullish(),
    environ: z.record(z.string(), z.string()).nullish(),
    scaling_group: z.string().nullish(),
    resources: amounts.nullish(),
    resource_opts: z.record(z.string(), z.unknown()).nullish(),
    agent_list: z.array(z.string()).nullish(),
    preopen_ports: z.array(z.int().min(1024).max(65535)).nullish(),
    cluster_size: z.int().min(1).nullish(),
  }),
)

/** The body of `POST /session`. */
export const createSessionSchema = aliased(
  {
    session_name: ['name', 'clientSessionToken'],
    image: ['lang'],
    architecture: ['arch'],
    type: ['sessionType', 'session_type'],
    group: ['groupName', 'group_name'],
    domain: ['domainName', 'domain_name'],
    cluster_size: ['clusterSize'],
    cluster_mode: ['clusterMode'],
    enqueue_only: ['enqueueOnly'],
    max_wait_seconds: ['maxWaitSeconds'],
    reuse: ['reuseIfExists'],
    startup_command: ['startupCommand'],
    bootstrap_script: ['bootstrapScript'],
    starts_at: ['startsAt'],
    batch_timeout: ['batchTimeout'],
    callback_url: ['callbackUrl', 'callbackURL'],
  },
  z.looseObject({
    session_name: z.string().min(1),
    image: z.string().min(1),
    architecture: z.string().nullish(),
    type: z.enum(['interactive', 'batch', 'inference', 'system']).default('interactive'),
    group: z.string().default('default'),
    domain: z.string().default('default'),
    cluster_size: z.int().min(1).default(1),
    cluster_mode: z.enum(['single-node', 'multi-node', 'SINGLE_NODE', 'MULTI_NODE']).default('single-node'),
    tag: z.string().nullish(),
    enqueue_only: z.boolean().default(false),
    max_wait_seconds: z.number().min(0).default(0),
    reuse: z.boolean().default(true),
    startup_command: z.string().nullish(),
    bootstrap_script: z.string().nullish(),
    starts_at: z.string().nullish(),
    batch_timeout: seconds.nullish(),
    dependencies: z.array(z.string()).nullish(),
    callback_url: z.string().nullish(),
    priority: z.int().min(0).max(100).default(10),
    owner_access_key: z.string().nullish(),
    config: z.unknown(),
  }),
)
export type CreateSessionRequest = z.infer<typeof createSessionSchema>
export type CreationConfig = z.infer<typeof configSchema>

/** Reads the nested `config`, whose errors managers tell in a form of their own. @throws Problem 400 */
export function readConfig(value: unknown): CreationConfig {
  const result = configSchema.safeParse(value ?? {})
  if (result.success) return result.data
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw invalidParameters('Input validation error', {
    config: `Schema validation failed. (${issues.join('; ')})`,
  })
}
