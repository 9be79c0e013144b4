import type {Cluster} from '../../../cluster/cluster.js'
import {syncEngineImages} from '../../../cluster/engine-images.js'
import {LOCAL_REGISTRY} from '../../../cluster/images.js'
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
  /** Reads the engine's images. Where images are folders there is nothing to look into: they are known since they were made. */
  rescan_images({registry}: {registry?: string | null}, {cluster}: GraphContext) {
    const {state} = cluster
    const known = [...state.registries.values(), ...state.images.values()]
    const isKnown = [{name: LOCAL_REGISTRY, url: ''}, ...known].some(
      (one) => ('url' in one ? one.name : one.registry) === registry?.split('/')[0],
    )
    if (registry && !isKnown) return refused(`no such registry: ${registry}`)
    const taskId =
      cluster.runtime.name === 'docker' ? cluster.tasks.start((report) => scan(cluster, report)) : null
    return {...DONE, task_id: taskId}
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
    // What an engine has comes back only with a scan.
    if (image.folder === '') state.images.patch(image.id, {isForgotten: true})
    else state.images.delete(image.id)
    return DONE
  },
})

async function scan(cluster: Cluster, report: (message: string) => void): Promise<string> {
  const changed = await syncEngineImages(cluster.state, {now: cluster.options.now(), restore: true})
  await cluster.state.commit()
  for (const name of changed) report(`Updated image - ${name}`)
  return ''
}
