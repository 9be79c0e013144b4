import {findImage} from '../../../cluster/kernel-specs.js'
import type {ImageRecord} from '../../../cluster/model.js'
import {hostArchitecture} from '../../../cluster/topology.js'
import {unknownImage} from '../../problems.js'
import {isGiven} from '../arguments.js'
import {requireSuperadmin, type GraphContext} from '../context.js'
import {globalId} from '../global-id.js'
import {ImageView} from '../views/image.js'
import {presetView, scalingGroupView} from '../views/groups.js'

type Fields = Readonly<Record<string, unknown>>

/** Queries about images, resource groups, presets and registries. */
export const resourceQueries = {
  image(
    args: {id?: string | null; reference?: string | null; architecture?: string | null},
    {cluster}: GraphContext,
  ): ImageView {
    const architecture = args.architecture ?? hostArchitecture()
    const reference = args.reference ?? ''
    const image = args.id
      ? cluster.state.images.get(args.id)
      : findImage(cluster.state, reference, architecture)
    if (!image) throw unknownImage(args.id ?? reference, architecture)
    return new ImageView(cluster, image)
  },

  images(
    args: {load_filters?: readonly string[] | null; filter_by_statuses?: readonly string[] | null},
    {cluster}: GraphContext,
  ): ImageView[] {
    const kinds = args.load_filters ?? ['general']
    if (args.filter_by_statuses?.includes('ALIVE') === false) return []
    return cluster.state.images
      .filter((image) => kinds.includes(isCustomized(image) ? 'customized' : 'general'))
      .map((image) => new ImageView(cluster, image))
  },

  customized_images(_args: unknown, {cluster, actor}: GraphContext): ImageView[] {
    return cluster.state.images
      .filter((image) => image.labels['ai.backend.customized-image.owner'] === `user:${actor.user.id}`)
      .map((image) => new ImageView(cluster, image, 'node'))
  },

  scaling_group({name}: {name?: string | null}, context: GraphContext): Fields | null {
    requireSuperadmin(context)
    return scalingGroups(context, {name: name ?? null})[0] ?? null
  },

  scaling_groups(args: {name?: string | null; is_active?: boolean | null}, context: GraphContext): Fields[] {
    requireSuperadmin(context)
    return scalingGroups(context, args)
  },

  accessible_scaling_groups(_args: unknown, context: GraphContext): Fields[] {
    return scalingGroups(context, {is_active: true})
  },

  scaling_groups_for_domain(args: {is_active?: boolean | null}, context: GraphContext): Fields[] {
    requireSuperadmin(context)
    return scalingGroups(context, args)
  },

  scaling_groups_for_user_group(args: {is_active?: boolean | null}, context: GraphContext): Fields[] {
    requireSuperadmin(context)
    return scalingGroups(context, args)
  },

  scaling_groups_for_keypair(args: {is_active?: boolean | null}, context: GraphContext): Fields[] {
    requireSuperadmin(context)
    return scalingGroups(context, args)
  },

  resource_preset({name}: {name?: string | null}, {cluster}: GraphContext): Fields | null {
    const preset = cluster.state.presets.find((one) => one.name === name)
    return preset ? presetView(preset) : null
  },

  resource_presets(_args: unknown, {cluster}: GraphContext): Fields[] {
    return [...cluster.state.presets.values()].map(presetView)
  },

  container_registries(_args: unknown, context: GraphContext): Fields[] {
    requireSuperadmin(context)
    return registries(context)
  },

  container_registry({hostname}: {hostname: string}, context: GraphContext): Fields | null {
    requireSuperadmin(context)
    return registries(context).find((registry) => registry['hostname'] === hostname) ?? null
  },
}

function scalingGroups(
  {cluster, actor}: GraphContext,
  args: {name?: string | null; is_active?: boolean | null},
): Fields[] {
  return cluster.state.scalingGroups
    .filter((group) => !args.name || group.name === args.name)
    .filter((group) => !isGiven(args.is_active) || group.isActive === args.is_active)
    .map((group) => scalingGroupView(cluster, group, actor.user.id))
}

function registries({cluster}: GraphContext): Fields[] {
  const images = [...cluster.state.images.values()]
  return [...new Set(images.map((image) => image.registry))].map((hostname) => ({
    id: globalId('ContainerRegistry', hostname),
    hostname,
    config: {
      url: `http://${hostname}`,
      type: 'local',
      project: [
        ...new Set(images.filter((image) => image.registry === hostname).map((image) => image.project)),
      ],
      username: null,
      password: null,
      ssl_verify: true,
      is_global: true,
    },
  }))
}

function isCustomized(image: ImageRecord): boolean {
  return image.labels['ai.backend.customized-image.owner'] !== undefined
}
