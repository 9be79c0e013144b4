import {z} from 'zod'
import {optionalText} from '../schemas/wire.js'
import type {Field, GraphQL} from '../transport/graphql.js'
import type {RequestOptions} from '../transport/options.js'
import type {SlotAmounts} from '../values/resource-slots.js'

/** An image sessions can be started from. */
export interface Image {
  id: string
  /** What to type to start it: `registry/project/name:tag`. */
  reference: string
  registry: string
  /** With its project: `stable/python`. */
  name: string
  tag: string
  architecture: string
  aliases: string[]
  /** Least amounts a session of it needs, by slot. */
  minimum: SlotAmounts
  /** `cuda`, `rocm`, …, or `*` for any. */
  accelerators: string[]
  /** Whether an agent has it already. */
  installed: boolean
  sizeBytes: number
  labels: Readonly<Record<string, string>>
  /** Id of the user whose private image it is. */
  owner: string | null
}

const FIELDS: readonly Field[] = [
  'id',
  'name',
  {name: 'namespace', since: 'imageNamespace'},
  'tag',
  'registry',
  'architecture',
  'aliases',
  'size_bytes',
  'installed',
  'supported_accelerators',
  {name: 'labels', fields: ['key', 'value']},
  {name: 'resource_limits', fields: ['key', 'min']},
]

const keyValue = z.looseObject({key: z.string(), value: z.string().nullish()})

const imageSchema = z
  .looseObject({
    id: z.string().nullish(),
    name: z.string().nullish(),
    namespace: z.string().nullish(),
    tag: z.string().nullish(),
    registry: z.string().nullish(),
    architecture: optionalText,
    aliases: z.array(z.string().nullable()).nullish(),
    size_bytes: z.coerce.number().nullish(),
    installed: z.boolean().nullish(),
    supported_accelerators: z.array(z.string().nullable()).nullish(),
    labels: z.array(keyValue).nullish(),
    resource_limits: z.array(z.looseObject({key: z.string(), min: optionalText})).nullish(),
  })
  .transform((wire): Image => {
    const name = wire.namespace ?? wire.name ?? ''
    const tag = wire.tag ?? 'latest'
    const registry = wire.registry ?? ''
    const labels = Object.fromEntries((wire.labels ?? []).map(({key, value}) => [key, value ?? '']))
    const limits = (wire.resource_limits ?? []).filter(({min}) => min !== null && min !== '0')
    return {
      id: wire.id ?? '',
      reference: `${registry ? `${registry}/` : ''}${name}:${tag}`,
      registry,
      name,
      tag,
      architecture: wire.architecture ?? 'x86_64',
      aliases: (wire.aliases ?? []).filter((alias) => alias !== null),
      minimum: Object.fromEntries(limits.map(({key, min}) => [key, min ?? '0'])),
      accelerators: (wire.supported_accelerators ?? []).filter((name) => name !== null),
      installed: wire.installed ?? false,
      sizeBytes: wire.size_bytes ?? 0,
      labels,
      owner: /^user:(.+)$/.exec(labels['ai.backend.customized-image.owner'] ?? '')?.[1] ?? null,
    }
  })

/** Images of the installation. */
export class Images {
  constructor(private readonly graphql: GraphQL) {}

  /** Every image the account may use; the manager does not page this list. */
  async list(options: RequestOptions = {}): Promise<Image[]> {
    return this.graphql.query({root: 'images', fields: FIELDS}, z.array(imageSchema), options)
  }
}
