import {z} from 'zod'
import {jsonText, optionalText} from '../schemas/wire.js'
import type {GraphQL} from '../transport/graphql.js'
import type {RequestOptions} from '../transport/options.js'

/** A registry the manager takes images from. */
export interface Registry {
  /** As it stands at the beginning of image references. */
  name: string
  /** `docker`, `harbor2`, …; images of a `local` one are where the engine has them, and are never pushed. */
  type: string
  projects: string[]
}

/** Where a project's private images go: the beginning of their references. */
export interface RegistryPlace {
  registry: string
  project: string
}

const registrySchema = z
  .looseObject({
    hostname: z.string(),
    config: z.looseObject({type: optionalText, project: z.array(z.string().nullable()).nullish()}).nullish(),
  })
  .transform((wire): Registry => ({
    name: wire.hostname,
    type: wire.config?.type ?? 'docker',
    projects: (wire.config?.project ?? []).filter((project) => project !== null),
  }))

const projectSchema = z.looseObject({
  name: z.string(),
  container_registry: jsonText(
    z.looseObject({registry: z.string().nullish(), project: z.string().nullish()}),
  ),
})

/** Container registries of the installation. */
export class Registries {
  constructor(private readonly graphql: GraphQL) {}

  /** All of them; superadmins only (`NotAllowedError`). */
  list(options: RequestOptions = {}): Promise<Registry[]> {
    const query = {
      root: 'container_registries',
      fields: ['hostname', {name: 'config', fields: ['type', 'project']}],
    }
    return this.graphql.query(query, z.array(registrySchema), options)
  }

  /** Where the private images of a project's sessions go; undefined when nobody has set it up. */
  async ofProject(project: string, options: RequestOptions = {}): Promise<RegistryPlace | undefined> {
    const fields = ['name', {name: 'container_registry', since: 'projectRegistry'} as const]
    const groups = await this.graphql.query({root: 'groups', fields}, z.array(projectSchema), options)
    const set = groups.find(({name}) => name === project)?.container_registry
    return set?.registry && set.project ? {registry: set.registry, project: set.project} : undefined
  }
}
