import {randomUUID} from 'node:crypto'
import {commitToImage} from '../runtime/docker-images.js'
import type {Cluster} from './cluster.js'
import {syncEngineImages} from './engine-images.js'
import {IMAGE_PROJECT, LOCAL_REGISTRY} from './images.js'
import {canonicalName} from './kernel-specs.js'
import type {ImageRecord, SessionRecord, UserRecord} from './model.js'

const LABEL = 'ai.backend.customized-image'

/** Makes a session's container its owner's image, as the manager's own conversion names and labels it. */
export async function convertSession(
  cluster: Cluster,
  {session, name, owner}: {session: SessionRecord; name: string; owner: UserRecord},
): Promise<ImageRecord> {
  const kernelId = session.kernels[0]?.id ?? ''
  const kernel = cluster.lifecycle.kernel(kernelId)
  if (!kernel) throw new Error(`Session ${session.id} has no container.`)
  const id = knownId(cluster, name, owner) ?? randomUUID()
  const [base = '', tag = 'latest'] = (session.image.split('/').at(-1) ?? '').split(':')
  const parts = tag.split('-').filter((part) => !part.startsWith('customized_'))
  const image = `${base}:${[...parts, `customized_${id.replaceAll('-', '')}`].join('-')}`
  const reference = `${LOCAL_REGISTRY}/${IMAGE_PROJECT}/${image}`
  await commitToImage(kernel.containerId, reference, {
    [`${LABEL}.owner`]: `user:${owner.id}`,
    [`${LABEL}.name`]: name,
    [`${LABEL}.id`]: id,
    [`${LABEL}.user.email`]: owner.email,
    'ai.backend.features': 'uid-match',
  })
  await syncEngineImages(cluster.state, {now: cluster.options.now(), restore: true})
  await cluster.state.commit()
  const made = cluster.state.images.find((record) => canonicalName(record) === reference)
  if (!made) throw new Error('Session commit succeeded, but no image was rescanned')
  return made
}

/** The same name again makes the same image anew. */
function knownId(cluster: Cluster, name: string, owner: UserRecord): string | undefined {
  return cluster.state.images.find(
    ({labels, isForgotten}) =>
      !isForgotten && labels[`${LABEL}.owner`] === `user:${owner.id}` && labels[`${LABEL}.name`] === name,
  )?.labels[`${LABEL}.id`]
}
