import {z} from 'zod'
import {jsonText, optionalText, slotAmounts} from '../../schemas/wire.js'
import type {GraphQL} from '../../transport/graphql.js'
import {Noun, type NounSpec} from './noun.js'

const presetSchema = z
  .looseObject({
    name: z.string(),
    resource_slots: jsonText(slotAmounts),
    shared_memory: z.coerce.number().nullish(),
    scaling_group_name: optionalText,
  })
  .transform((wire) => ({
    name: wire.name,
    resourceSlots: wire.resource_slots ?? {},
    /** Bytes. */
    sharedMemory: wire.shared_memory ?? null,
    /** Only offered there; null: everywhere. */
    scalingGroupName: wire.scaling_group_name,
  }))

/**
 * A named set of amounts that people choose from.
 * @useDeclaredType
 */
export type Preset = z.output<typeof presetSchema>

const BY_NAME = {name: 'name', type: 'String!'}

const spec: NounSpec<typeof presetSchema> = {
  label: 'preset',
  list: {root: 'resource_presets', paged: false},
  fields: ['name', 'resource_slots', 'shared_memory', {name: 'scaling_group_name', since: 'presetOfGroup'}],
  schema: presetSchema,
  keyOf: ({name}) => name,
  create: {root: 'create_resource_preset', key: BY_NAME, props: 'CreateResourcePresetInput!'},
  modify: {
    root: 'modify_resource_preset',
    key: BY_NAME,
    props: 'ModifyResourcePresetInput!',
  },
  remove: {root: 'delete_resource_preset', key: BY_NAME},
}

/** Presets (everybody sees them, superadmins keep them). */
export class Presets extends Noun<typeof presetSchema> {
  constructor(graphql: GraphQL) {
    super(graphql, spec)
  }
}
