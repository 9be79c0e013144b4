import {findImage} from '../../../cluster/kernel-specs.js'
import {hostArchitecture} from '../../../cluster/topology.js'
import type {GraphContext} from '../context.js'
import {DONE, forSuperadmins, refused, type Outcome} from './outcome.js'

interface ImageArguments {
  reference: string
  architecture?: string | null
}

/** The list of images. */
export const imageMutations = forSuperadmins({
  /** There is no registry to look into: every image is a folder here, and known since it was made. */
  rescan_images({registry}: {registry?: string | null}, {cluster: {state}}: GraphContext) {
    const known = [...state.registries.values(), ...state.images.values()]
    const isKnown = known.some((one) => ('url' in one ? one.name : one.registry) === registry?.split('/')[0])
    if (registry && !isKnown) return refused(`no such registry: ${registry}`)
    return {...DONE, task_id: null}
  },

  alias_image(
    {alias, target, architecture}: {alias: string; target: string; architecture?: string | null},
    {cluster: {state}}: GraphContext,
  ): Outcome {
    const image = findImage(state, target, architecture ?? hostArchitecture())
    if (!image) return refused(`no such image: ${target}`)
    if (state.images.find(({aliases}) => aliases.includes(alias)))
      return refused(`the alias exists already: ${alias}`)
    state.images.patch(image.id, {aliases: [...image.aliases, alias]})
    return DONE
  },

  dealias_image({alias}: {alias: string}, {cluster: {state}}: GraphContext): Outcome {
    const image = state.images.find(({aliases}) => aliases.includes(alias))
    if (!image) return refused(`no such alias: ${alias}`)
    state.images.patch(image.id, {aliases: image.aliases.filter((one) => one !== alias)})
    return DONE
  },

  forget_image({reference, architecture}: ImageArguments, {cluster: {state}}: GraphContext): Outcome {
    const image = findImage(state, reference, architecture ?? hostArchitecture())
    if (!image) return refused(`no such image: ${reference}`)
    state.images.delete(image.id)
    return DONE
  },
})
