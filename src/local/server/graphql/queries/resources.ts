import {findImage} from '../../../cluster/kernel-specs.js'
import {IMAGE_PROJECT, LOCAL_REGISTRY} from '../../../cluster/images.js'
import {isPrivate, mayUse} from '../../../cluster/image-access.js'
import {hostArchitecture} from '../../../cluster/topology.js'
import {unknownImage} from '../../problems.js'
import {isGiven} from '../arguments.js'
import {requireSuperadmin, type GraphContext} from '../context.js'
import {ImageView} from '../views/image.js'
import {registryView} from '../views/registry.js'
import {presetView, scalingGroupView} from '../views/groups.js'

type Fields = Readonly<Record<string, unknown>>

/** Queries about images, resource groups, presets and registries. */
export const resourceQueries = {
  image(
    args: {id?: string | null; reference?: string | null; architecture?: string | null},
    {cluster, actor, isSuperadmin}: GraphContext,
  ): ImageView {
    const architecture = args.architecture ?? hostArchitecture()
    const reference = args.reference ?? ''
    const image = args.id
      ? cluster.state.images.get(args.id)
      : findImage(cluster.state, reference, architecture)
    if (!image || !(isSuperadmin || mayUse(image, actor.user.id))) {
      throw unknownImage(args.id ?? reference, architecture)
    }
    return new ImageView(cluster, image)
  },

  images(
    args: {load_filters?: readonly string[] | null; filter_by_statuses?: readonly string[] | null},
    {cluster, actor, isSuperadmin}: GraphContext,
  ): ImageView[] {
    const kinds = args.load_filters ?? ['general', 'customized']
    if (args.filter_by_statuses?.includes('ALIVE') === false) return []
    // Superadmins who ask for private images by that word get everybody's.
    const seesAll = isSuperadmin && args.load_filters?.includes('customized') === true
    return cluster.state.images
      .filter((image) => !image.isForgotten && (seesAll || mayUse(image, actor.user.id)))
      .filter((image) => kinds.includes(isPrivate(image) ? 'customized' : 'general'))
      .map((image) => new ImageView(cluster, image))
  },

  customized_images(_args: unknown, {cluster, actor}: GraphContext): ImageView[] {
    return cluster.state.images
      .filter((image) => isPrivate(image) && mayUse(image, actor.user.id) && !image.isForgotten)
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
  const images = [
    // Where sessions go that become images, whether there is one yet or not.
    {registry: LOCAL_REGISTRY, project: IMAGE_PROJECT},
    ...cluster.state.images.values(),
  ]
  const noted = [...cluster.state.registries.values()]
  const names = new Set(images.map((image) => image.registry))
  for (const {name} of noted) names.delete(name)
  const ofImages = [...names].map((name) => ({
    ...{
      name,
      url: `http://${name}`,
      type: 'local',
      username: null,
      password: null,
      sslVerify: true,
      isGlobal: true,
    },
    projects: [...new Set(images.filter((image) => image.registry === name).map((image) => image.project))],
  }))
  return [...ofImages, ...noted].map(registryView)
}
