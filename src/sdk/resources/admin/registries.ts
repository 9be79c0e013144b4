import {z} from 'zod'
import {optionalText} from '../../schemas/wire.js'
import type {GraphQL} from '../../transport/graphql.js'
import {Noun, type NounSpec} from './noun.js'

const registrySchema = z
  .looseObject({
    hostname: z.string(),
    config: z.looseObject({
      url: z.string(),
      type: z.string(),
      project: z.array(z.string().nullable()).nullish(),
      username: optionalText,
      ssl_verify: z.boolean().nullish(),
      is_global: z.boolean().nullish(),
    }),
  })
  .transform(({hostname, config}) => ({
    name: hostname,
    url: config.url,
    /** `docker`, `harbor`, `harbor2`, `github`, `gitlab`, `ecr`, `ecr-public`, `local`, … */
    type: config.type,
    project: (config.project ?? []).filter((name) => name !== null),
    username: config.username,
    sslVerify: config.ssl_verify ?? true,
    /** Open to every project. */
    isGlobal: config.is_global ?? true,
  }))

/**
 * A registry that images come from. Its password is never told.
 * @useDeclaredType
 */
export type RegistryDetail = z.output<typeof registrySchema>

const BY_HOSTNAME = {name: 'hostname', type: 'String!'}
// These mutations tell nothing but the registry itself; their failures are errors.
const FIELDS = [{name: 'container_registry', fields: ['hostname']}]

const spec: NounSpec<typeof registrySchema> = {
  label: 'registry',
  list: {root: 'container_registries', paged: false},
  fields: [
    'hostname',
    {
      name: 'config',
      fields: [
        'url',
        'type',
        'project',
        'username',
        'ssl_verify',
        {name: 'is_global', since: 'registryScope'},
      ],
    },
  ],
  schema: registrySchema,
  keyOf: ({name}) => name,
  create: {
    root: 'create_container_registry',
    key: BY_HOSTNAME,
    props: 'CreateContainerRegistryInput!',
    fields: FIELDS,
  },
  modify: {
    root: 'modify_container_registry',
    key: BY_HOSTNAME,
    props: 'ModifyContainerRegistryInput!',
    fields: FIELDS,
  },
  remove: {root: 'delete_container_registry', key: BY_HOSTNAME, fields: FIELDS},
}

/** Image registries, by the mutations that every release from 22.09 to 26.8 has (superadmins). */
export class Registries extends Noun<typeof registrySchema> {
  constructor(graphql: GraphQL) {
    super(graphql, spec)
  }
}
