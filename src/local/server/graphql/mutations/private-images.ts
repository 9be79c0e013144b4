import {isPrivate, mayUse} from '../../../cluster/image-access.js'
import {unknownImage} from '../../problems.js'
import type {GraphContext} from '../context.js'
import {localId} from '../global-id.js'
import {ImageView} from '../views/image.js'

/** What owners may do to their images. */
export const privateImageMutations = {
  forget_image_by_id(
    {image_id: imageId}: {image_id: string},
    {cluster, actor, isSuperadmin}: GraphContext,
  ): {ok: boolean; msg: string; image: ImageView} {
    const {images} = cluster.state
    const image = images.get(imageId) ?? images.get(localId(imageId))
    const isOwn = image && isPrivate(image) && mayUse(image, actor.user.id)
    if (!image || image.isForgotten || !(isSuperadmin || isOwn)) throw unknownImage(imageId, '')
    const forgotten = images.patch(image.id, {isForgotten: true}) ?? image
    return {ok: true, msg: '', image: new ImageView(cluster, forgotten, 'node')}
  },
}
