import {z} from 'zod'
import {NotFoundError} from '../../errors.js'
import type {GraphQL} from '../../transport/graphql.js'
import type {RequestOptions} from '../../transport/options.js'
import type {Image, Images} from '../images.js'
import {matchImages} from '../../insight/image-choice.js'

const taskSchema = z.looseObject({task_id: z.string().nullish()})

/** What administrators do with images. */
export class AdminImages {
  constructor(
    private readonly graphql: GraphQL,
    private readonly images: Images,
  ) {}

  /**
   * Starts a look at a registry for images (`rescan_images`), at all registries without a name. A full image reference
   * looks at that image only. Gives the id of the background task; null where the manager tells none.
   */
  async rescan(registry: string | undefined, options: RequestOptions = {}): Promise<string | null> {
    const args = {registry: {type: 'String', value: registry}}
    const answer = await this.graphql.mutate(
      {root: 'rescan_images', args, fields: ['ok', 'msg', 'task_id']},
      options,
    )
    return taskSchema.parse(answer).task_id ?? null
  }

  /** Gives an image a further name (`alias_image`). */
  async alias(alias: string, image: Image, options: RequestOptions = {}): Promise<void> {
    const args = {
      alias: {type: 'String!', value: alias},
      target: {type: 'String!', value: image.reference},
      architecture: {type: 'String', value: image.architecture},
    }
    await this.graphql.mutate({root: 'alias_image', args, fields: ['ok', 'msg']}, options)
  }

  /** Takes such a name away (`dealias_image`). Rejects with `NotFoundError`. */
  async dealias(alias: string, options: RequestOptions = {}): Promise<void> {
    const known = (await this.images.list(options)).some(({aliases}) => aliases.includes(alias))
    if (!known) throw new NotFoundError(`No image has the alias "${alias}".`)
    const args = {alias: {type: 'String!', value: alias}}
    await this.graphql.mutate({root: 'dealias_image', args, fields: ['ok', 'msg']}, options)
  }

  /** Takes an image off the manager's list (`forget_image`); what agents and registries have stays. */
  async forget(image: Image, options: RequestOptions = {}): Promise<void> {
    const args = {
      reference: {type: 'String!', value: image.reference},
      architecture: {type: 'String', value: image.architecture},
    }
    await this.graphql.mutate({root: 'forget_image', args, fields: ['ok', 'msg']}, options)
  }

  /** The image that a name means: a full reference, an alias, or `pytorch:1.9`. Rejects with `NotFoundError`. */
  async find(name: string, options: RequestOptions = {}): Promise<Image> {
    const [found] = matchImages(await this.images.list(options), name)
    if (found) return found
    throw new NotFoundError(`There is no image "${name}".`, {hints: ['`bai admin image list` shows them.']})
  }
}
