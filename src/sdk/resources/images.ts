import {z} from 'zod'
import {NotFoundError} from '../errors.js'
import {optionalText} from '../schemas/wire.js'
import {followTask, type FollowTaskOptions} from '../transport/background-task.js'
import {path} from '../transport/endpoints.js'
import type {Field, GraphQL} from '../transport/graphql.js'
import type {Transport} from '../transport/http.js'
import type {RequestOptions} from '../transport/options.js'
import {readAmount, type SlotAmounts} from '../values/resource-slots.js'

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
  /** What the owner called a private image; its reference may be the manager's own making. */
  privateName: string | null
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
      // After a scan it is as the label has it: `1g`.
      minimum: Object.fromEntries(limits.map(({key, min}) => [key, readAmount(key, min ?? '0').toFixed()])),
      accelerators: (wire.supported_accelerators ?? []).filter((name) => name !== null),
      installed: wire.installed ?? false,
      sizeBytes: wire.size_bytes ?? 0,
      labels,
      owner: /^user:(.+)$/.exec(labels['ai.backend.customized-image.owner'] ?? '')?.[1] ?? null,
      privateName: labels['ai.backend.customized-image.name'] || null,
    }
  })

/** What `POST /session/{s}/imagify` takes for a name. */
export const IMAGIFY_NAME = /^[\w.-]+$/

const foundSchema = z
  .looseObject({status: optionalText})
  .transform((wire) => ({status: wire.status ?? 'ALIVE', image: imageSchema.parse(wire)}))
  .nullable()
const imagified = z.looseObject({task_id: z.string()})
const rescanned = z.looseObject({task_id: z.string().nullish()})

/** Images of the installation. */
export class Images {
  constructor(
    private readonly http: Transport,
    private readonly graphql: GraphQL,
  ) {}

  /**
   * Every image the account may use, its own private ones among them, nobody else's; the manager does not page this
   * list.
   */
  async list(options: RequestOptions = {}): Promise<Image[]> {
    return this.graphql.query({root: 'images', fields: FIELDS}, z.array(imageSchema), options)
  }

  /** All private images the role may see: everybody's for superadmins, one's own for others. */
  async listPrivate(options: RequestOptions = {}): Promise<Image[]> {
    await this.http.require('customizedImages', 'keep private images', options)
    const capabilities = await this.http.capabilities(options)
    const name = capabilities.has('imageLoadFilters') ? 'load_filters' : 'image_filters'
    const args = {[name]: {type: '[String]', value: ['customized']}}
    const all = await this.graphql.query(
      {root: 'images', args, fields: FIELDS},
      z.array(imageSchema),
      options,
    )
    return all.filter((image) => image.owner !== null)
  }

  /** One image by its full reference, anybody's for superadmins; undefined when the manager does not list it. */
  async find(
    reference: string,
    options: RequestOptions & {architecture?: string | undefined} = {},
  ): Promise<Image | undefined> {
    const args = {
      reference: {type: 'String', value: reference},
      architecture: {type: 'String', value: options.architecture},
    }
    const fields: readonly Field[] = [...FIELDS, {name: 'status', since: 'imageStatus'}]
    try {
      const found = await this.graphql.query({root: 'image', args, fields}, foundSchema, options)
      // A forgotten image stays in the manager's tables, and is found by this query only.
      return found && !/^deleted$/i.test(found.status) ? found.image : undefined
    } catch (error) {
      if (error instanceof NotFoundError) return undefined
      throw error
    }
  }

  /**
   * Starts to make an image of the caller's own session (`POST /session/{s}/imagify`, 24.03 and later); gives the task.
   * Rejects with `UnsupportedError`, `QuotaError` (too many private images), `RejectedError` (the project has no registry).
   */
  async imagify(sessionId: string, name: string, options: RequestOptions = {}): Promise<string> {
    await this.http.require('imagify', 'make images of sessions', options)
    const values = {image_name: name, image_visibility: 'user'}
    // Releases read one or the other.
    const call = {
      method: 'POST',
      path: path`/session/${sessionId}/imagify`,
      query: values,
      body: values,
    } as const
    return (await this.http.json(call, imagified, options)).task_id
  }

  /** Has the manager look for an image in its registry (`rescan_images`; administrators) and sees that to its end. */
  async rescan(
    image: {registry: string; project: string; reference: string},
    options: Omit<FollowTaskOptions, 'what'> = {},
  ): Promise<void> {
    const capabilities = await this.http.capabilities(options)
    const text = (value: string) => ({type: 'String', value})
    const args = capabilities.has('rescanByProject')
      ? {registry: text(image.registry), project: text(image.project)}
      : {registry: text(image.reference)}
    const fields = ['ok', 'msg', 'task_id']
    const answer = await this.graphql.mutate({root: 'rescan_images', args, fields}, options)
    const taskId = rescanned.parse(answer).task_id
    if (taskId) await followTask(this.http, taskId, {...options, what: 'The scan of the registry'})
  }

  /** Takes an image out of the manager's list (`forget_image_by_id`); owners may do it to their private images. */
  async forget(id: string, options: RequestOptions = {}): Promise<void> {
    await this.http.require('customizedImages', 'forget private images', options)
    const args = {image_id: {type: 'String!', value: id}}
    await this.graphql.mutate({root: 'forget_image_by_id', args, fields: ['ok', 'msg']}, options)
  }
}
